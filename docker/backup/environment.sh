# What the scripts of this folder share: to be sourced. They run in the containers of compose.backup.yaml and without
# Docker: every place and name is a variable, and the defaults are those of compose.
#
#   PGHOST, PGPORT, PGDATA    the server, by its socket's folder, and its data directory
#   PGBACKREST_...            the repository; pgbackrest.conf has what is not secret
#   DUMP_FOLDER               where dumps are kept
#   POSTGRES_BIN              PostgreSQL's programs, where they are not on PATH

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly here
[[ -z "${POSTGRES_BIN:-}" ]] || PATH="$POSTGRES_BIN:$PATH"
export PGHOST="${PGHOST:-/var/run/postgresql}"
export PGPORT="${PGPORT:-5432}"
export PGDATA="${PGDATA:-/var/lib/postgresql/data}"
export PGUSER="${PGUSER:-backup}"
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"
export PGBACKREST_CONFIG="${PGBACKREST_CONFIG:-$here/pgbackrest.conf}"
export PGBACKREST_STANZA="${PGBACKREST_STANZA:-main}"
export PGBACKREST_PG1_PATH="$PGDATA"
export PGBACKREST_PG1_PORT="$PGPORT"
if [[ "$PGHOST" == /* ]]; then
  export PGBACKREST_PG1_SOCKET_PATH="$PGHOST"
fi
# pg_waldump and date speak of the same clock as their users.
export TZ=UTC
# Backups hold everything: nobody else reads them.
umask 077

# Ends with one line and exit code 2: someone has to change something first. Usage: refuse MESSAGE
refuse() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 2
}

# Usage: sql DATABASE [PSQL_OPTION]... <SCRIPT
sql() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --dbname "$1" "${@:2}"
}

# Notes the end of a backup in public.backup_history, which monitoring reads, where there is such a table. A backup
# that cannot be noted is still one. Usage: record KIND true|false BYTES
record() {
  sql "${BACKUP_HISTORY_DATABASE:-main_db}" --set kind="$1" --set ok="$2" --set bytes="$3" <<'SQL' ||
SELECT to_regclass('public.backup_history') IS NOT NULL AS there \gset
\if :there
INSERT INTO public.backup_history (kind, ended, ok, bytes)
VALUES (:'kind', clock_timestamp(), :'ok', nullif(:'bytes', '')::bigint);
\endif
SQL
    printf '%s: Cannot note this backup in public.backup_history; its age will look wrong\n' "${0##*/}" >&2
}

# Has the end of this script noted, however it comes. Usage: record_at_exit KIND; bytes, and work, a folder to be
# deleted, may be set later
record_at_exit() {
  kind="$1" bytes='' work=''
  trap 'ended "$?"' EXIT
}

ended() {
  [[ -z "$work" ]] || rm -rf "$work"
  record "$kind" "$([[ "$1" -eq 0 ]] && echo true || echo false)" "$bytes"
  exit "$1"
}
