#!/usr/bin/env bash
# Dumps databases with pg_dump, a file each, for the day when a single table is needed. Each dump is restored into a scratch
# database and compared, table by table, with what the database held in the dump's own snapshot.
# Usage: dump.sh [DATABASE]...     without a name: all
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

folder="${DUMP_FOLDER:-/var/backups/postgresql}"
days="${DUMP_DAYS:-7}"
[[ -d "$folder" && -w "$folder" ]] || refuse "Cannot write dumps to $folder; make that folder, or name another by DUMP_FOLDER"
record_at_exit logical

# A dump and, in the same snapshot, what is in the tables. Usage: dump DATABASE FILE >COUNTS
dump() {
  database="$1" file="$2" sql "$1" <<'SQL'
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT pg_export_snapshot() AS snapshot
\gset
\setenv snapshot :snapshot
\! pg_dump --format=custom --snapshot="$snapshot" --file="$file" "$database" || rm -f "$file"
\ir counts.sql
COMMIT;
SQL
}

# Usage: check DATABASE FILE COUNTS
check() {
  local scratch="restore_check_$1"
  dropdb --if-exists --force "$scratch" 2>/dev/null
  createdb --template=template0 "$scratch"
  # Only a superuser may make most extensions, and they hold no rows of ours.
  pg_restore --list "$2" | grep -vE ' (EXTENSION - |COMMENT - EXTENSION )' >"$2.list"
  pg_restore --exit-on-error --no-owner --no-privileges --use-list="$2.list" --dbname="$scratch" "$2"
  sql "$scratch" --file="$here/counts.sql" >"$3.restored"
  dropdb --force "$scratch"
  diff "$3" "$3.restored" >&2 ||
    refuse "Cannot keep the dump of $1: restored, the tables above differ (<: the database, >: the dump)"
}

work="$(mktemp -d "$folder/unfinished.XXXXXX")"
cd "$here"
databases=("$@")
if [[ "$#" -eq 0 ]]; then
  mapfile -t databases < <(sql postgres <<'SQL'
SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname NOT LIKE 'restore\_check\_%' ORDER BY 1
SQL
  )
fi
for database in "${databases[@]}"; do
  dump "$database" "$work/dump" >"$work/counts"
  [[ -f "$work/dump" ]] || refuse "Cannot dump $database; pg_dump says why above"
  check "$database" "$work/dump" "$work/counts"
  file="$folder/$database-$(date +%Y%m%dT%H%M%SZ).dump"
  bytes="$((${bytes:-0} + $(stat --format=%s "$work/dump")))"
  mv "$work/dump" "$file"
  printf '%s: %d tables, restored and compared\n' "$file" "$(wc -l <"$work/counts")"
done
# Roles, without their passwords: docker/postgres/roles.sql sets those.
pg_dumpall --globals-only --no-role-passwords --file="$folder/globals.sql"
find "$folder" -maxdepth 1 -name '*.dump' -mtime "+$days" -delete
