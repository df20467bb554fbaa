# The ground of drill.sh where the platform runs in Docker: to be sourced.

compose() {
  docker compose -f "$here/../compose.yaml" -f "$here/../compose.backup.yaml" "$@"
}

# Usage: psql_of server|restored [PSQL_OPTION]... <SCRIPT
psql_of() {
  local container=postgres
  [[ "$1" == server ]] || container=postgres-restored
  shift
  docker exec --interactive --env PGAPPNAME=drill "$container" psql -X -q -A -t -v ON_ERROR_STOP=1 -U postgres -d main_db "$@"
}

workload() {
  docker exec --env PGAPPNAME=drill postgres pgbench "$@" --file=/opt/backup/drill/workload.sql --username=postgres main_db
}

# Usage: script NAME [WORD]...
script() {
  local name="$1"
  shift
  case "$name" in
    restore.sh) compose run --rm -T --no-deps restore "$@" ;;
    restore-table.sh) docker exec --env PGUSER=postgres backup "/opt/backup/$name" "$@" ;;
    *) docker exec backup "/opt/backup/$name" "$@" ;;
  esac
}

dumps() {
  docker exec backup sh -c 'ls /var/backups/postgresql/main_db-*.dump'
}

amcheck() {
  docker exec postgres pg_amcheck --username=postgres --database=main_db --install-missing --heapallindexed
}

start() {
  docker start postgres >/dev/null
}

kill_server() {
  docker kill --signal KILL postgres >/dev/null
}

# Usage: destroy [FIND_TEST]... what is in the data directory
destroy() {
  compose run --rm -T --no-deps --entrypoint find restore /var/lib/postgresql/data -mindepth 1 "$@" -delete
}

start_restored() {
  compose up --detach --no-deps postgres-restored
}

stop_restored() {
  compose stop postgres-restored
}
