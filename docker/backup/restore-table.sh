#!/usr/bin/env bash
# Brings one table back from a dump, in one transaction: all of it or nothing.
# Usage: restore-table.sh DUMP SCHEMA.TABLE DATABASE                    the table is gone
#        restore-table.sh --replace-rows DUMP SCHEMA.TABLE DATABASE     it is there, its rows are wrong
# Run as a role that may make the table and give it to its owner: PGUSER=postgres.
set -euo pipefail
export PGUSER="${PGUSER:-postgres}"
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

replace=false
if [[ "${1:-}" == --replace-rows ]]; then
  replace=true
  shift
fi
[[ "$#" -eq 3 && "$2" == *.* ]] || refuse 'Cannot tell what to restore; say DUMP SCHEMA.TABLE DATABASE'
dump="$1" schema="${2%%.*}" table="${2#*.}" database="$3"
[[ -f "$dump" ]] || refuse "Cannot read $dump: there is no such file; see ls ${DUMP_FOLDER:-/var/backups/postgresql}"

# Whether the database has the table. Usage: there
there() {
  sql "$database" --set schema="$schema" --set name="$table" <<<"SELECT to_regclass(format('%I.%I', :'schema', :'name')) IS NOT NULL"
}

list="$(mktemp)"
trap 'rm -f "$list"' EXIT
# What belongs to the table is listed as: number; oids KIND SCHEMA TABLE [NAME] OWNER. Its sequences are named after it.
pg_restore --list "$dump" | awk -v schema="$schema" -v name="$table" '
  { line = $0; sub(/^[0-9]+; [0-9]+ [0-9]+ /, "", line) }
  match(line, /^(TABLE DATA|TABLE|SEQUENCE OWNED BY|SEQUENCE SET|SEQUENCE|DEFAULT|CONSTRAINT|FK CONSTRAINT|INDEX|TRIGGER|ACL) /) {
    kind = substr(line, 1, RLENGTH - 1); split(substr(line, RLENGTH + 1), words, " ")
    if (kind == "ACL") { words[2] = words[3]; kind = "ACL" }
    if (words[1] == schema && (words[2] == name || kind ~ /^SEQUENCE/ && index(words[2], name "_") == 1 ||
        kind == "INDEX" && index(words[2], name "_") == 1)) print
  }' >"$list"
grep -q ' TABLE DATA ' "$list" || refuse "Cannot find $schema.$table in $dump; see pg_restore --list"

if [[ "$replace" == true ]]; then
  [[ "$(there)" == t ]] || refuse "Cannot replace the rows of $schema.$table: $database has no such table; leave --replace-rows out"
  rows="$(grep ' TABLE DATA ' "$list")"
  printf '%s\n' "$rows" >"$list"
  {
    printf '%s\n' 'BEGIN;' "SELECT format('DELETE FROM %I.%I', :'schema', :'name')" '\gexec'
    pg_restore --data-only --use-list="$list" --file=- "$dump"
    printf 'COMMIT;\n'
  } | sql "$database" --set schema="$schema" --set name="$table" >/dev/null
else
  [[ "$(there)" == f ]] || refuse "Cannot restore $schema.$table: $database has it; say --replace-rows, or rename it first"
  pg_restore --single-transaction --exit-on-error --use-list="$list" --dbname="$database" "$dump"
fi
printf '%s.%s: %s rows, as in %s\n' "$schema" "$table" "$(
  sql "$database" --set schema="$schema" --set name="$table" <<<"SELECT format('SELECT count(*) FROM %I.%I', :'schema', :'name')
\gexec"
)" "$dump"
