# The ground of drill.sh without Docker: to be sourced. As the server's own user, with PGDATA, PGHOST (its socket's folder),
# PGPORT, DUMP_FOLDER and PGBACKREST_... as the scripts take them, RESTORED_PGDATA, RESTORED_PGHOST and SERVER_LOG besides.

source "$here/environment.sh"

# Usage: psql_of server|restored [PSQL_OPTION]... <SCRIPT
psql_of() {
  local host="$PGHOST"
  [[ "$1" == server ]] || host="$RESTORED_PGHOST"
  shift
  PGAPPNAME=drill psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$host" -U postgres -d main_db "$@"
}

workload() {
  PGAPPNAME=drill pgbench "$@" --file="$here/drill/workload.sql" --username=postgres main_db
}

# Usage: script NAME [WORD]...
script() {
  local name="$1" user=backup
  shift
  [[ "$name" != restore-table.sh ]] || user=postgres
  PGUSER="$user" "$here/$name" "$@"
}

dumps() {
  ls "$DUMP_FOLDER"/main_db-*.dump
}

amcheck() {
  pg_amcheck --username=postgres --database=main_db --install-missing --heapallindexed
}

start() {
  local try
  # Processes of a server that was killed may still be on their way out, or wait for init to take note of their end.
  for try in {1..300}; do
    ! pg_ctl --pgdata="$PGDATA" --log="$SERVER_LOG" --silent --timeout=300 start >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  stop "PostgreSQL does not start; see $SERVER_LOG"
}

kill_server() {
  kill -KILL "$(head -n 1 "$PGDATA/postmaster.pid")"
}

# Usage: destroy [FIND_TEST]... what is in the data directory
destroy() {
  find "$PGDATA" -mindepth 1 "$@" -delete
}

start_restored() {
  PGDATA="$RESTORED_PGDATA" PGBACKREST_PG1_PATH="$RESTORED_PGDATA" PGBACKREST_SPOOL_PATH="$RESTORED_PGDATA.spool" \
    PGBACKREST_LOCK_PATH="$RESTORED_PGDATA.lock" pg_ctl --pgdata="$RESTORED_PGDATA" --log="$RESTORED_PGDATA.log" --silent \
    --options="-c archive_mode=off -c listen_addresses='' -c unix_socket_directories='$RESTORED_PGHOST'" --timeout=300 start
}

stop_restored() {
  pg_ctl --pgdata="$RESTORED_PGDATA" --silent --mode=immediate stop
}
