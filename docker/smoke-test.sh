#!/usr/bin/env bash
# Proves the whole platform: up, the job, the database, Airflow, a restart, down.
# Needs docker compose, curl and what every system has; works with bash 3.2.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: docker/smoke-test.sh [OPTION]...

Starts the platform as docker/README.md says, uses all of it once, and stops it again. Prints a line for each
step with its seconds. A step that fails ends the test with one line that says so and the end of the
logs it concerns, exit code 1, and leaves everything up to be looked at.

  --keep               leave the platform up
  --purge              delete the volumes, before the test and after it
  --cluster            also start the profile cluster, and make the whole table anew there
  --minio-from-source  build MinIO from its source in place of the frozen image
  --help               this

The line of Spark (SPARK_LINE), another object store (S3_ENDPOINT), images and ports are those of
docker/.env, or of the environment (POSTGRES_IMAGE, MINIO_IMAGE, REDIS_IMAGE, PYTHON_IMAGE, …). It takes
the containers' names for itself: a platform that is up already is the one that is tested.
HELP
}

keeps=false purges=false with_cluster=false
files=(-f docker/compose.yaml)
for word in "$@"; do
  case "$word" in
    --keep) keeps=true ;;
    --purge) purges=true ;;
    --cluster) with_cluster=true ;;
    --minio-from-source) files+=(-f docker/compose.minio-from-source.yaml) ;;
    -h | --help) usage && exit 0 ;;
    *) printf "docker/smoke-test.sh: Cannot take '%s'; see --help\n" "$word" >&2 && exit 2 ;;
  esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly raw=s3a://raw-data-bucket/financial_data_delta
readonly target=s3a://curated-data-bucket/financial_data_curated_enriched
readonly dag=financial_ingestion_dag
services='postgres redis spark airflow-webserver airflow-scheduler airflow-dag-processor airflow-worker'
one_shots='bootstrap airflow-init'
[[ "$with_cluster" == false ]] || services="$services spark-master spark-worker"
work="$(mktemp -d)"
step='' concerns=''
# Where people read, also while a step's output goes to a file.
exec 3>&1

compose() {
  docker compose "${files[@]}" --profile '*' "$@"
}

# Runs a step, whose output is kept for the case that it fails. Usage: step TITLE SERVICE COMMAND...
step() {
  local started="$SECONDS"
  step="$1" concerns="$2"
  shift 2
  printf '%-66s' "$step"
  "$@" >"$work/output" 2>&1
  printf '%4d s\n' "$((SECONDS - started))"
}

report() {
  local status=$?
  exec >&3 2>&1
  if [[ "$status" -ne 0 && -n "$step" ]]; then
    printf 'FAILED\n\ndocker/smoke-test.sh: Cannot pass the step "%s"; see below, and docker logs %s\n' "$step" "$concerns"
    printf '\n--- its output\n'
    tail -n 60 "$work/output"
    for name in $concerns; do
      printf '\n--- docker logs %s\n' "$name"
      docker logs --tail 40 "$name" 2>&1 || true
    done
  fi
  rm -rf "$work"
  exit "$([[ "$status" -eq 0 ]] && echo 0 || echo 1)"
}
trap report EXIT

# Ends the step. Usage: stop MESSAGE
stop() {
  printf '%s\n' "$1"
  exit 1
}

# Usage: expect WHAT WANTED FOUND
expect() {
  [[ "$2" == "$3" ]] || stop "$1: wanted '$2', found '$3'"
}

# Says what docker/.env has for a name.
value() {
  sed -n "s/^$1=//p" docker/.env
}

# --- Steps ----------------------------------------------------------------------------------------

up() {
  local profile=()
  [[ "$with_cluster" == false ]] || profile=(--profile cluster)
  if ! docker compose "${files[@]}" ${profile[@]+"${profile[@]}"} up --build --detach --wait --wait-timeout 900; then
    # The logs that the failure is about, instead of everybody's.
    concerns="$(troubled)"
    exit 1
  fi
}

# Containers that ended with a failure or are unhealthy; others wait for them.
troubled() {
  docker inspect --format '{{.Name}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' \
    $(compose ps --all --quiet) | awk '$2 != 0 || $3 == "unhealthy" { printf "%s ", substr($1, 2) }'
}

health() {
  docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' "$1"
}

all_healthy() {
  local name
  for name in $services; do
    case "$(health "$name")" in
      healthy | running) ;;
      *) stop "$name is $(health "$name")" ;;
    esac
  done
}

one_shots_have_ended() {
  local name
  for name in $one_shots; do
    expect "exit code of $name" 'exited 0' "$(docker inspect --format '{{.State.Status}} {{.State.ExitCode}}' "$name")"
  done
}

job() {
  docker exec spark spark-submit --class dev.deltaenrich.Main /opt/spark/jobs/delta-enrich.jar "$raw" "$target"
}

# The whole table anew: with nothing to do, no executor would.
cluster_job() {
  docker exec spark spark-submit --master spark://spark-master:7077 --class dev.deltaenrich.Main \
    /opt/spark/jobs/delta-enrich.jar "$raw" "$target" --set enrich.mode=full
}

# The sample's rows in the curated table, and the ten rows of docker/README.md's query, are the expected ones.
rows() {
  docker exec spark spark-sql -S -e "
    SELECT transaction_id, merchant_id, enriched_category FROM delta.\`$target\`
    WHERE merchant_id IS NOT NULL LIMIT 10;
    SELECT transaction_id, merchant_id, enriched_category FROM delta.\`$target\`
    WHERE transaction_id LIKE 'TXN-2024-%' ORDER BY transaction_id" >"$work/rows"
  # CSV to what spark-sql prints: tabs, NULL, no quotes.
  awk 'NR > 1 {
    field = 1; quoted = 0; text = ""; split("", fields)
    for (i = 1; i <= length($0); i++) {
      c = substr($0, i, 1)
      if (c == "\"" && quoted && substr($0, i + 1, 1) == "\"") { text = text c; i++ }
      else if (c == "\"") quoted = !quoted
      else if (c == "," && !quoted) { fields[field++] = text; text = "" }
      else text = text c
    }
    fields[field] = text
    for (f = 1; f <= 3; f++) printf "%s%s", fields[f] == "" ? "NULL" : fields[f], f < 3 ? "\t" : "\n"
  }' sample-data/expected.csv >"$work/expected"
  head -n 10 "$work/rows" >"$work/ten"
  tail -n +11 "$work/rows" | diff "$work/expected" - || stop 'the curated rows of the sample are not those of sample-data/expected.csv'
  # A table that batches were landed in has other rows too.
  { grep '^TXN-2024-' "$work/ten" || true; } | { grep -Fxv -f "$work/expected" && stop 'one of the ten rows is not in sample-data/expected.csv' || true; }
  expect 'rows with a merchant among the ten' 10 "$(awk -F '\t' '$2 != "NULL"' "$work/ten" | wc -l | tr -d ' ')"
}

# As people do from the laptop, but over the network, where the image asks for the password.
sql() {
  docker exec postgres sh -c \
    'PGPASSWORD="$DATABASE_PASSWORD" exec psql -X -q -A -t -v ON_ERROR_STOP=1 -h postgres -p 5432 -U user -d main_db -c "$1"' sh "$1"
}

database() {
  local before
  expect 'SELECT current_database()' main_db "$(sql 'SELECT current_database()')"
  expect 'rows of merchant_lookup' 60 "$(sql 'SELECT count(*) FROM merchant_lookup')"
  before="$(sql "SELECT config_value FROM app_configs WHERE config_key = 'max_batch_size'")"
  [[ -n "$before" ]] || stop 'app_configs has no max_batch_size'
  sql "UPDATE app_configs SET config_value = '123' WHERE config_key = 'max_batch_size'"
  expect 'max_batch_size after an update' 123 "$(sql "SELECT config_value FROM app_configs WHERE config_key = 'max_batch_size'")"
  sql "UPDATE app_configs SET config_value = '$before' WHERE config_key = 'max_batch_size'"
  expect 'max_batch_size set back' "$before" "$(sql "SELECT config_value FROM app_configs WHERE config_key = 'max_batch_size'")"
  (exec 3<>"/dev/tcp/127.0.0.1/$postgres_port") || stop "nothing listens on 127.0.0.1:$postgres_port"
}

views() {
  sql 'SELECT dag_id, is_active FROM airflow_dag ORDER BY dag_id;' >"$work/dags"
  cat "$work/dags"
  grep -Fxq "$dag|t" "$work/dags" || stop "$dag is not an active DAG"
  sql 'SELECT dag_id, task_id, state, execution_date FROM airflow_taskinstance ORDER BY execution_date DESC LIMIT 10;'
  sql 'SELECT conn_id, conn_type, host, port FROM connection;' >"$work/connections"
  cat "$work/connections"
  grep -Fxq 'postgres_main|postgres|postgres|5432' "$work/connections" || stop 'there is no connection postgres_main'
}

# Usage: api METHOD PATH [BODY]
api() {
  curl --fail --silent --show-error --request "$1" --header 'Content-Type: application/json' \
    --header @"$work/authorization" ${3+--data "$3"} "http://localhost:$airflow_port/api/v2/$2"
}

# Says the text that a JSON object has for a name. Usage: field NAME <JSON
field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

login() {
  local token
  # The password and the token stay out of ps.
  token="$(printf '{"username":"admin","password":"%s"}' "$(value AIRFLOW_ADMIN_PASSWORD)" |
    curl --fail --silent --show-error --header 'Content-Type: application/json' --data @- \
      "http://localhost:$airflow_port/auth/token" | field access_token)"
  [[ -n "$token" ]] || stop 'Airflow gave no token'
  printf 'Authorization: Bearer %s\n' "$token" >"$work/authorization"
}

dag_run() {
  local run state end=$((SECONDS + 900))
  until api GET "dags/$dag" >/dev/null; do
    [[ "$SECONDS" -lt "$end" ]] || stop "Airflow does not know $dag"
    sleep 3
  done
  api PATCH "dags/$dag" '{"is_paused":false}'
  run="$(api POST "dags/$dag/dagRuns" '{"logical_date":null}' | field dag_run_id)"
  printf '%s\n' "$run" >"$work/run"
  while :; do
    state="$(run_state)"
    case "$state" in
      success) break ;;
      failed)
        task_logs
        stop "$dag, run $run: failed"
        ;;
    esac
    [[ "$SECONDS" -lt "$end" ]] || stop "$dag, run $run: still $state after 900 s"
    sleep 3
  done
  api GET "dags/$dag/dagRuns/$run/taskInstances"
  # As it was found on a new platform.
  api PATCH "dags/$dag" '{"is_paused":true}'
}

run_state() {
  api GET "dags/$dag/dagRuns/$(cat "$work/run")" | field state
}

task_logs() {
  docker exec airflow-worker sh -c 'find /opt/airflow/logs -path "*run_id=$1*" -name "*.log" -exec cat {} +' sh "$(cat "$work/run")" |
    sed -E 's/.*"event":"(([^"\\]|\\.)*)".*/\1/' | sed '/^at /d' | cut -c 1-300 | tail -n 50
}

history() {
  sql "SELECT task_id, state, start_date, end_date FROM airflow_taskinstance WHERE run_id = '$(cat "$work/run")' ORDER BY start_date"
}

restart() {
  local before end=$((SECONDS + 300))
  before="$(history)"
  compose restart airflow-webserver airflow-scheduler
  until [[ "$(health airflow-webserver) $(health airflow-scheduler)" == 'healthy healthy' ]]; do
    [[ "$SECONDS" -lt "$end" ]] || stop 'they are not healthy again'
    sleep 2
  done
  expect 'tasks after the restart' "$before" "$(history)"
  # With the token of before: its key is kept too.
  expect 'state of the run after the restart' success "$(run_state)"
}

no_secrets_in_logs() {
  local name
  for name in POSTGRES_PASSWORD DATABASE_PASSWORD AIRFLOW_DATABASE_PASSWORD MINIO_ROOT_PASSWORD \
    AIRFLOW_FERNET_KEY AIRFLOW_JWT_SECRET AIRFLOW_API_SECRET_KEY; do
    value "$name"
  done | sed '/^$/d' >"$work/secrets"
  [[ -s "$work/secrets" ]] || stop 'docker/.env has no secrets to look for'
  compose logs --no-color --no-log-prefix >"$work/logs" 2>&1
  none 'the logs of a container' grep -F -n -f "$work/secrets" "$work/logs"
  none 'a log of Airflow' docker exec -i airflow-worker grep -r -F -f - /opt/airflow/logs <"$work/secrets"
}

# Only grep's 1 says that it looked and found nothing. Usage: none WHERE GREP...
none() {
  local where="$1" status=0
  shift
  "$@" || status=$?
  case "$status" in
    0) stop "$where shows a secret" ;;
    1) ;;
    *) stop "$where could not be searched for secrets" ;;
  esac
}

# --- The test -------------------------------------------------------------------------------------

step 'docker/.env' '' docker/make-env.sh
postgres_port="${POSTGRES_PORT:-$(value POSTGRES_PORT)}" postgres_port="${postgres_port:-5432}"
airflow_port="${AIRFLOW_PORT:-$(value AIRFLOW_PORT)}" airflow_port="${airflow_port:-8080}"
if [[ -z "${S3_ENDPOINT:-$(value S3_ENDPOINT)}" ]]; then
  services="$services minio" one_shots="$one_shots minio-volume"
fi
[[ "$purges" == false ]] || step 'an old platform is taken away' '' compose down --volumes
step 'docker compose up --build: built, started, healthy' '' up
step 'all services are healthy' "$services" all_healthy
step 'bootstrap and airflow-init have done their work' "$one_shots" one_shots_have_ended
step 'docker exec spark spark-submit: the job' spark job
if [[ "$with_cluster" == true ]]; then
  step 'the job on spark://spark-master:7077' 'spark-master spark-worker' cluster_job
fi
step 'docker exec spark spark-sql: the expected rows' spark rows
step 'psql as user: main_db, app_configs read, updated, set back' postgres database
step 'Airflow takes the login' airflow-webserver login
step "Airflow runs $dag" 'airflow-scheduler airflow-worker' dag_run
step 'psql as user: the three views of Airflow' postgres views
step 'webserver and scheduler restart, history is kept' 'airflow-webserver airflow-scheduler' restart
step 'no log shows a secret' '' no_secrets_in_logs
if [[ "$keeps" == false ]]; then
  volumes=()
  [[ "$purges" == false ]] || volumes=(--volumes)
  step 'docker compose down' '' compose down ${volumes[@]+"${volumes[@]}"}
fi
step=''
printf 'All done in %d s\n' "$SECONDS"
