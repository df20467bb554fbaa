#!/bin/sh
# Run by the image once, when it makes the database: roles and schemas, before anyone can connect. The library that
# monitoring reads statements from is loaded when the server starts, so it is named here, before that.
set -eu
exec psql --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --quiet \
  --set ON_ERROR_STOP=1 --file /opt/delta-enrich/roles.sql \
  --command "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"
