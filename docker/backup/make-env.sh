#!/bin/sh
# Adds to docker/.env the keys that compose.backup.yaml needs, random ones. Keeps those that are there.
# To be run after docker/make-env.sh.
set -eu
cd "$(dirname "$0")/.."
[ -f .env ] || { echo 'docker/backup/make-env.sh: Cannot find docker/.env; run docker/make-env.sh first' >&2; exit 2; }

for name in BACKUP_STORE_ROOT_PASSWORD BACKUP_POSTGRES_SECRET BACKUP_LAKEHOUSE_SECRET; do
  if ! grep -q "^$name=." .env; then
    printf '%s=%s\n' "$name" "$(head -c 30 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n')" >>.env
  fi
done
echo 'docker/.env has the keys of the backup store. Keep a copy of them elsewhere: without them there is no restore'
