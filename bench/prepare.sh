# What run.sh and plan.sh need; to be sourced in the project's folder. Sets python, words,
# SPARK_HOME and MINIO_BIN. Takes --no-build out of the words.

source .ci/tools.sh

words=()
build=true
for word in "$@"; do
  case "$word" in
    --no-build) build=false ;;
    *) words+=("$word") ;;
  esac
done

# A setting left in the environment would count for ours and for nobody else.
while IFS= read -r variable; do
  unset "$variable"
done < <(compgen -e | grep '^ENRICH_' || true)

spark >/dev/null
minio >/dev/null
readers >/dev/null
readonly python="$READERS_PYTHON"

if [[ "$build" == true ]]; then
  mvn -B -q -Dquick -DskipTests package dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/bench-class-path
fi
