#!/usr/bin/env bash
# Restores the database server from the repository: the newest base backup that ends before the target, then the archive.
# PostgreSQL must be stopped. Nothing is touched before all has been checked.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

usage() {
  cat <<'HELP'
Usage: restore.sh --latest | --target TIME [--timeline N] [--beside]
       restore.sh --range

  --latest      as far as the archive goes, and on with WAL that is still in the data directory
  --target      as it was at a moment, with its time zone: '2026-11-27 14:05:00+00'
  --timeline    where a restore made another history since: the number of the one that is meant
  --beside      into RESTORED_PGDATA instead of PGDATA, for a second server that archives nothing
  --range       only says which moments can be restored
HELP
}

target='' timeline='' beside=false
while [[ "$#" -gt 0 ]]; do
  case "$1" in
    --latest) target=latest ;;
    --target | --timeline) [[ "$#" -gt 1 ]] || refuse "Cannot take $1 without a value; see --help" ;;&
    --target) target="$2" && shift ;;
    --timeline) timeline="$2" && shift ;;
    --beside) beside=true ;;
    --range) exec "$here/archive-range.sh" ;;
    -h | --help) usage && exit 0 ;;
    *) refuse "Cannot take '$1'; see --help" ;;
  esac
  shift
done
[[ -n "$target" ]] || refuse 'Cannot restore without a target; say --latest or --target TIME'
[[ "$timeline" =~ ^([1-9][0-9]*)?$ ]] || refuse "Cannot restore timeline '$timeline'; it is a number, see pgbackrest info"
if [[ "$beside" == true ]]; then
  export PGDATA="${RESTORED_PGDATA:-/var/lib/postgresql/restored}" PGHOST="${RESTORED_PGHOST:-postgres-restored}"
  export PGBACKREST_PG1_PATH="$PGDATA"
fi

# Usage: microseconds TIME
microseconds() {
  date -d "$1" +%s%6N
}

# Ends unless the archive holds the target; says it in the one form that pgBackRest and PostgreSQL take.
checked_target() {
  local range
  [[ "$target" =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}[\ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?\ ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$ ]] &&
    microseconds "$target" >/dev/null 2>&1 ||
    refuse "Cannot restore: '$target' is no moment with a time zone; write it like '2026-11-27 14:05:00+00'"
  range="$("$here/archive-range.sh" ${timeline:+"$timeline"})" || exit
  mapfile -t range <<<"$range"
  [[ "$(microseconds "$target")" -ge "$(microseconds "${range[0]}")" && "$(microseconds "$target")" -lt "$(microseconds "${range[1]}")" ]] ||
    refuse "Cannot restore to $target: the archive holds ${range[0]} to ${range[1]}; name a moment between them, or say --latest"
  date -d "$target" '+%F %T.%6N+00'
}

# Ends unless nobody uses the data directory: no server answers, and none of this machine has it open.
check_stopped() {
  local answer=0 pid
  pg_isready --quiet --timeout=3 || answer=$?
  # 0: it takes connections, 1: it refuses them, as while it starts.
  [[ "$answer" -ge 2 ]] || refuse "Cannot restore while PostgreSQL runs at $PGHOST; stop it first"
  pid="$(head -n 1 "$PGDATA/postmaster.pid" 2>/dev/null || true)"
  # Where it is left over from a kill, or another container's, the number may be anybody's: a server works in its folder.
  [[ -z "$pid" || ! "/proc/$pid/cwd" -ef "$PGDATA" ]] ||
    refuse "Cannot restore while PostgreSQL runs in $PGDATA (process $pid); stop it first"
}

check_folder() {
  [[ -d "$PGDATA" && -w "$PGDATA" ]] || refuse "Cannot restore into $PGDATA: it is no folder that $(id -un) may write to"
  [[ -z "$(ls -A "$PGDATA")" || -f "$PGDATA/PG_VERSION" ]] ||
    refuse "Cannot restore into $PGDATA: it holds something, and no database; empty it first"
}

# WAL that the lost server wrote and could not archive any more: with it, nothing acknowledged is lost.
save_wal() {
  [[ "$target" == latest && "$beside" == false && -d "$PGDATA/pg_wal" ]] || return 0
  saved="$(mktemp -d "${DUMP_FOLDER:-/var/backups/postgresql}/pg_wal.XXXXXX")"
  local file name
  for file in "$PGDATA"/pg_wal/*; do
    name="${file##*/}"
    if [[ "$name" =~ ^[0-9A-F]{24}$ && ! -f "$PGDATA/pg_wal/archive_status/$name.done" ]]; then
      cp --preserve=timestamps "$file" "$saved/"
    fi
  done
}

options=(--type=default)
if [[ "$target" != latest ]]; then
  target="$(checked_target)" || exit
  options=(--type=time --target="$target" --target-action=promote)
elif [[ "$(pgbackrest --output=json info | jq '[.[0].backup[]?] | length')" -eq 0 ]]; then
  refuse 'Cannot restore: there is no base backup in the repository'
fi
[[ -z "$timeline" ]] || options+=(--target-timeline="$timeline")
[[ "$beside" == false ]] || options+=(--archive-mode=off)
check_stopped
check_folder
saved=
save_wal

rm -f "$PGDATA/postmaster.pid"
# Files that are right already stay.
[[ ! -f "$PGDATA/PG_VERSION" ]] || options+=(--delta)
pgbackrest "${options[@]}" restore
if [[ -n "$saved" ]]; then
  # PostgreSQL asks the archive first, and goes on with these where it ends.
  find "$saved" -type f -exec mv {} "$PGDATA/pg_wal/" \;
  rmdir "$saved"
fi
printf '%s is restored; started, PostgreSQL replays the archive: %s\n' "$PGDATA" "$target"
