#!/bin/sh
# Run by the image once, when it makes the database: roles and schemas, before anyone can connect.
set -eu
exec psql --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --quiet \
  --set ON_ERROR_STOP=1 --file /opt/delta-enrich/roles.sql
