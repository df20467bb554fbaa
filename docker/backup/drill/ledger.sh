# The ledger of drill.sh and the load beside it: to be sourced. Moments are texts in UTC that sort as they follow each other.

readonly moment_format="'YYYY-MM-DD HH24:MI:SS.US\"+00\"'"
# Everybody who writes, and nobody else.
readonly disconnect="SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'drill' AND pid <> pg_backend_pid()"

# psql prints what RETURNING says when the commit has been acknowledged, and not before.
write_ledger() {
  until [[ -e "$work/stop" ]]; do
    printf '%s\n' "INSERT INTO drill.ledger DEFAULT VALUES RETURNING id, to_char(clock AT TIME ZONE 'UTC', $moment_format);" '\watch 0.05' |
      psql_of server 2>>"$work/errors" | grep --line-buffered '|' >>"$work/acknowledged" || true
    sleep 0.1
  done
}

change_tasks() {
  until [[ -e "$work/stop" ]]; do
    workload --no-vacuum --client=2 --rate=100 --time=86400 >/dev/null 2>>"$work/errors" || true
    sleep 0.1
  done
}

begin_load() {
  rm -f "$work/stop"
  : >"$work/acknowledged"
  write_ledger &
  change_tasks &
  until [[ -s "$work/acknowledged" ]]; do
    [[ -n "$(jobs -r)" ]] || stop 'the load does not start'
    sleep 0.1
  done
}

# Works on a dead server too.
end_load() {
  touch "$work/stop"
  while [[ -n "$(jobs -r)" ]]; do
    psql_of server -c "$disconnect" >/dev/null 2>&1 || true
    sleep 0.2
  done
}

# The server's clock as a moment.
clock() {
  psql_of server -c "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', $moment_format)"
}

# Seconds from a moment to a later one. Usage: seconds FROM TO
seconds() {
  psql_of server -c "SELECT greatest(0, round(extract(epoch FROM timestamptz '$2' - timestamptz '$1'), 1))"
}

# Compares a server's ledger with what was acknowledged, a copy of which is made before the server is asked. A row's clock
# is before its commit and the next row's clock is after it, so the last row before a moment may be there or not.
# Usage: compare server|restored MOMENT|end [FILE]  -> rows, how many are lost, how many are later than the moment
compare() {
  cp "${3:-$work/acknowledged}" "$work/expected"
  psql_of "$1" -c "SELECT id, to_char(clock AT TIME ZONE 'UTC', $moment_format) FROM drill.ledger ORDER BY id" >"$work/found"
  # A moment compares as text: every one of them is less than 'end'.
  awk -F '|' -v moment="$2" '
    FNR == NR { there[$0] = 1; rows++; if ($2 > moment) late++; next }
    $2 <= moment { if (before != "" && !(before in there)) lost++; before = $0 }
    END { if (moment == "end" && !(before in there)) lost++; printf "%d %d %d\n", rows, lost, late }' "$work/found" "$work/expected"
}

# Each change of a task and its event were one transaction. Usage: check_whole server|restored
check_whole() {
  [[ "$(psql_of "$1" -c 'SELECT (SELECT sum(changes) FROM drill.task_instance) = (SELECT count(*) FROM drill.event)')" == t ]] ||
    stop "the $1 holds halves of transactions"
}
