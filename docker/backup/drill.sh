#!/usr/bin/env bash
# Breaks the database on purpose, restores it, and compares it with a ledger that was kept outside of it.
# Works with bash 3.2.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: docker/backup/drill.sh --destroys-the-database [--full] [--without-docker]

Writes a ledger, a row every 50 ms, and a workload like Airflow's. Under it: kills PostgreSQL, backs it up, restores it beside
to five moments drawn by chance, loses its data directory and restores the latest, loses it but for its WAL, and brings a
single table back from a dump. Prints a line DRILL for each, with RPO and RTO, and ends with 1 at the first that is not as it
has to be.

  --destroys-the-database   says that you know: up to a minute of everybody's latest changes is lost
  --full                    20 kills instead of 5, and a longer load
  --without-docker          on a server of this machine; see docker/backup/drill/processes.sh

DRILL_SEED draws the same moments again.
HELP
}

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ground=compose kills=5 load=4 agreed=false
for word in "$@"; do
  case "$word" in
    --destroys-the-database) agreed=true ;;
    --full) kills=20 load=45 ;;
    --without-docker) ground=processes ;;
    -h | --help) usage && exit 0 ;;
    *) printf "drill.sh: Cannot take '%s'; see --help\n" "$word" >&2 && exit 2 ;;
  esac
done
if [[ "$agreed" == false ]]; then
  printf 'drill.sh: Cannot go on: this destroys the database and restores it; say --destroys-the-database\n' >&2
  exit 2
fi
seed="${DRILL_SEED:-$RANDOM}"
work="$(mktemp -d)"
source "$here/drill/$ground.sh"
source "$here/drill/ledger.sh"

end() {
  local status=$?
  end_load
  rm -rf "$work"
  exit "$status"
}
trap end EXIT

stop() {
  printf 'drill.sh: %s\n' "$1" >&2
  exit 1
}

# Runs a command, whose output is shown where it fails. Usage: quietly WHAT COMMAND...
quietly() {
  local what="$1"
  shift
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2 && stop "$what failed; see above"; }
}

# Whole seconds with the bash of macOS.
now() {
  printf '%s\n' "${EPOCHREALTIME:-$(date +%s)}"
}

# Usage: since START
since() {
  awk -v start="$1" -v end="$(now)" 'BEGIN { printf "%.1f", end - start }'
}

# Usage: within SECONDS LIMIT WHAT
within() {
  awk -v value="$1" -v limit="$2" 'BEGIN { exit !(value <= limit) }' || stop "$3 is $1 s, more than $2 s"
}

# Waits until a server takes writes. Usage: ready server|restored
ready() {
  local end=$((SECONDS + 300))
  until [[ "$(psql_of "$1" -c 'SELECT NOT pg_is_in_recovery()' 2>/dev/null)" == t ]]; do
    [[ "$SECONDS" -lt "$end" ]] || stop "the $1 does not take writes after 300 s"
    sleep 0.1
  done
}

# The first and the last moment that the archive can restore.
range() {
  script archive-range.sh | tr -d '\r'
}

# Waits until the archive holds this moment.
archived() {
  local moment end=$((SECONDS + 120))
  moment="$(clock)"
  until [[ "$(range | tail -n 1)" > "$moment" ]]; do
    [[ "$SECONDS" -lt "$end" ]] || stop 'the archive does not follow after 120 s'
    sleep 1
  done
}

kills() {
  local kill started took longest=0 lost
  for ((kill = 1; kill <= kills; kill++)); do
    sleep "1.$((RANDOM % 10))"
    kill_server
    started="$(now)"
    start
    ready server
    took="$(since "$started")"
    longest="$(awk -v a="$longest" -v b="$took" 'BEGIN { print (a > b ? a : b) }')"
    read -r _ lost _ <<<"$(compare server end)"
    [[ "$lost" -eq 0 ]] || stop "kill $kill: $lost acknowledged rows are lost"
    check_whole server
  done
  printf 'DRILL kill -9: %d times under load, 0 of %d acknowledged rows lost, at most %s s until it took writes again\n' \
    "$kills" "$(wc -l <"$work/acknowledged")" "$longest"
}

backups() {
  local started
  started="$(now)"
  quietly 'the full backup' script base-backup.sh full
  printf 'DRILL full backup: %s s\n' "$(since "$started")"
  sleep "$load"
  started="$(now)" dump_began="$(clock)"
  quietly 'the dump' script dump.sh main_db
  dump_ended="$(clock)"
  printf 'DRILL dump: %s s, restored and compared\n' "$(since "$started")"
  started="$(now)"
  quietly 'the diff backup' script base-backup.sh diff
  printf 'DRILL diff backup: %s s\n' "$(since "$started")"
  sleep "$load"
}

points_in_time() {
  local first last target started rows lost late
  archived
  { read -r first && read -r last; } <<<"$(range)"
  # Where the archive is older than the drill, the ledger is not in its first moments.
  [[ "$first" > "$ledger_began" ]] || first="$ledger_began"
  psql_of server >"$work/targets" <<SQL
SELECT setseed($seed / 32768.0) AS nothing
\gset
SELECT to_char((timestamptz '$first' + random() * (timestamptz '$last' - timestamptz '$first')) AT TIME ZONE 'UTC', $moment_format)
FROM generate_series(1, 5);
SQL
  # By another number than standard input, which docker would read.
  while IFS= read -r target <&4; do
    started="$(now)"
    quietly "the restore to $target" script restore.sh --beside --target "$target"
    quietly 'the start of the restored server' start_restored
    ready restored
    read -r rows lost late <<<"$(compare restored "$target")"
    [[ "$lost" -eq 0 && "$late" -eq 0 && "$rows" -gt 0 ]] ||
      stop "restored to $target: $rows rows, $lost of the ledger's lost, $late too many"
    check_whole restored
    printf 'DRILL point in time %s: %d rows, 0 lost, 0 too many, RTO %s s\n' "$target" "$rows" "$(since "$started")"
    quietly 'the stop of the restored server' stop_restored
  done 4<"$work/targets"
  printf 'DRILL (DRILL_SEED=%s draws these moments of the archive again)\n' "$seed"
}

# Usage: refusal TARGET
refusal() {
  local status=0
  script restore.sh --target "$1" >"$work/log" 2>&1 || status=$?
  [[ "$status" -eq 2 ]] && grep -q 'Cannot restore to .*: the archive holds' "$work/log" || stop "a restore to $1 was not refused"
  printf 'DRILL refused: %s\n' "$(grep 'Cannot restore' "$work/log" | tr -d '\r')"
}

# Loses data under load and restores the latest. Usage: disaster WHAT KEPT [FIND_TEST]...
disaster() {
  local what="$1" kept="$2" started last until=end rows lost rto rpo
  shift 2
  sleep "$load"
  kill_server
  started="$(now)"
  end_load
  [[ "$kept" != archive ]] || until="$(range | tail -n 1)"
  last="$(tail -n 1 "$work/acknowledged" | cut -d '|' -f 2)"
  quietly 'destroying' destroy "$@"
  quietly 'the restore' script restore.sh --latest
  start
  ready server
  rto="$(since "$started")"
  read -r rows lost _ <<<"$(compare server "$until")"
  [[ "$lost" -eq 0 ]] || stop "$what: $lost acknowledged rows of the $kept are lost"
  rpo="$(seconds "$(tail -n 1 "$work/found" | cut -d '|' -f 2)" "$last")"
  within "$rpo" 60 RPO
  within "$rto" 300 RTO
  check_whole server
  printf 'DRILL %s: %d rows, 0 lost that were acknowledged and in the %s, RPO %s s, RTO %s s\n' "$what" "$rows" "$kept" "$rpo" "$rto"
}

single_table() {
  local started rows lost late dump
  dump="$(dumps | tr -d '\r' | tail -n 1)"
  psql_of server -c 'DROP TABLE drill.ledger'
  started="$(now)"
  quietly 'the restore of a table' script restore-table.sh "$dump" drill.ledger main_db
  read -r rows lost _ <<<"$(compare server "$dump_began" "$work/before")"
  late="$(awk -F '|' -v moment="$dump_ended" '$2 > moment' "$work/found" | wc -l)"
  [[ "$lost" -eq 0 && "$late" -eq 0 && "$rows" -gt 0 ]] || stop "the table from the dump: $lost rows lost, $late too many"
  printf 'DRILL single table: %d rows, 0 lost, 0 too many, %s s\n' "$rows" "$(since "$started")"
}

# What a drill that failed has left.
stop_restored >/dev/null 2>&1 || true
psql_of server -c 'DROP SCHEMA IF EXISTS drill CASCADE' 2>/dev/null
psql_of server <"$here/drill/schema.sql"
begin_load
ledger_began="$(clock)"
kills
backups
points_in_time
refusal '2001-01-01 00:00:00+00'
refusal '2101-01-01 00:00:00+00'
disaster 'data directory lost' archive
quietly amcheck amcheck
printf 'DRILL amcheck: nothing to report\n'
mv "$work/acknowledged" "$work/before"
# The restored server has a history of its own; the next full backup makes restores of it short.
begin_load
disaster 'tables lost, WAL kept' 'archive or the WAL' -path '*/base/*'
single_table
psql_of server -c 'DROP SCHEMA drill CASCADE' 2>/dev/null
printf 'All done in %d s\n' "$SECONDS"
