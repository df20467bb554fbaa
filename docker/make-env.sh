#!/bin/sh
# Makes docker/.env, the passwords and keys of the platform, out of docker/.env.example. Keeps one that is there.
set -eu
cd "$(dirname "$0")"

if [ -e .env ]; then
  echo 'docker/.env is there already and stays as it is'
  exit 0
fi

# 32 random bytes in url-safe base64, as a Fernet key has to be.
secret() {
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'
}

umask 077
trap 'rm -f .env.unfinished' EXIT
while IFS= read -r line; do
  case "$line" in
    AIRFLOW_FERNET_KEY= | AIRFLOW_JWT_SECRET= | AIRFLOW_API_SECRET_KEY=) line="$line$(secret)" ;;
  esac
  printf '%s\n' "$line"
done <.env.example >.env.unfinished
mv .env.unfinished .env
echo 'docker/.env is made: passwords for a laptop only, and keys of its own for Airflow'
