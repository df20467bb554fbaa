#!/bin/sh
# Makes docker/.env, the passwords and keys of the platform, out of docker/.env.example. What one that is there already says
# stays; what it lacks, a variable of a later version or a key, is added.
set -eu
cd "$(dirname "$0")"

# 32 random bytes in url-safe base64, as a Fernet key has to be.
secret() {
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'
}

# The lines of .env, then those of the example that it lacks.
lines() {
  if [ -e .env ]; then
    cat .env
    while IFS= read -r line; do
      case "$line" in
        [A-Z]*=*) grep -q "^${line%%=*}=" .env || printf '%s\n' "$line" ;;
      esac
    done <.env.example
  else
    cat .env.example
  fi
}

umask 077
trap 'rm -f .env.unfinished' EXIT
lines | while IFS= read -r line; do
  case "$line" in
    AIRFLOW_FERNET_KEY= | AIRFLOW_JWT_SECRET= | AIRFLOW_API_SECRET_KEY=) line="$line$(secret)" ;;
  esac
  printf '%s\n' "$line"
done >.env.unfinished
if [ -e .env ] && cmp -s .env .env.unfinished; then
  echo 'docker/.env is there already and lacks nothing'
elif [ -e .env ]; then
  mv .env.unfinished .env
  echo 'docker/.env: added what it lacked'
else
  mv .env.unfinished .env
  echo 'docker/.env is made: passwords for a laptop only, and keys of its own for Airflow'
fi
