# Spark, MinIO and other readers for tests and measurements, fetched as packages where the caller names
# none. To be sourced. What it fetches is kept outside the tree and used again.

readonly spark_version=3.4.4
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

# Sets SPARK_HOME, unless the caller has.
spark() {
  if [[ -z "${SPARK_HOME:-}" ]]; then
    local folder
    folder="$(venv "pyspark-$spark_version" "pyspark==$spark_version")"
    SPARK_HOME="$("$folder/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')"
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
