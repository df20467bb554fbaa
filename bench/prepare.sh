# What run.sh, plan.sh and scale.sh need; to be sourced in the project's folder. Sets python, words,
# SPARK_HOME and MINIO_BIN. Takes --no-build out of the words.

source .ci/tools.sh

words=()
build=true
for word in "$@"; do
  case "$word" in
    --no-build) build=false ;;
    --spark=*) words+=(--spark "${word#*=}") ;;
    *) words+=("$word") ;;
  esac
done

# The lines of Spark that are needed: the default one makes the raw table, whatever is measured.
default="$(.ci/line --default)"
lines=("$default")
for i in "${!words[@]}"; do
  if [[ "${words[i]}" == --spark ]]; then
    IFS=, read -ra named <<<"${words[i + 1]:-},"
    for line in "${named[@]}"; do
      .ci/line "$line" spark.version >/dev/null
      [[ " ${lines[*]} " == *" $line "* ]] || lines+=("$line")
    done
  fi
done

# A setting left in the environment would count for ours and for nobody else.
while IFS= read -r variable; do
  unset "$variable"
done < <(compgen -e | grep '^ENRICH_' || true)

spark >/dev/null
minio >/dev/null
readers >/dev/null
readonly python="$READERS_PYTHON"

# Builds a line's jars; writes down what Maven has on its class path.
# Usage: build_line LINE FOLDER
build_line() {
  local tests=-DskipTests
  # The PostgreSQL is a class of the tests; one line's will do.
  [[ "$1" == "$default" ]] || tests=-Dmaven.test.skip=true
  mvn -B -q -Dquick "$tests" "-Pspark-$1" package dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile="$2/bench-class-path"
}

# Makes a Spark of links with S3A inside, as an image for production has it, so that no start asks
# a registry. What PySpark's jobs need besides is in its folder job-jars.
# Usage: link_spark LINE FOLDER HOME
link_spark() {
  local linked="target/bench-spark/$1" delta
  delta="$(.ci/line "$1" delta.artifact)"
  rm -rf "$linked"
  mkdir -p "$linked/jars" "$linked/job-jars"
  find "$3/" -mindepth 1 -maxdepth 1 ! -name jars -exec ln -s -t "$linked" {} +
  ln -s -t "$linked/jars" "$3"/jars/*
  if ! compgen -G "$3/jars/hadoop-aws-*.jar" >/dev/null; then
    link_jars "$2" 'org/apache/hadoop/hadoop-aws|com/amazonaws|software/amazon' "$linked/jars"
  fi
  link_jars "$2" "io/delta/$delta|io/delta/delta-storage|org/postgresql" "$linked/job-jars"
}

# Links jars of the class path, found by group or artifact: the versions are Maven's.
# Usage: link_jars FOLDER PATTERN TO
link_jars() {
  tr : '\n' <"$1/bench-class-path" | grep -E "/($2)/" | xargs -d '\n' ln -s -t "$3"
}

for line in "${lines[@]}"; do
  if [[ "$line" == "$default" ]]; then
    home="$SPARK_HOME"
  else
    home="$(home_of "$line")"
  fi
  folder="$(.ci/line "$line" build.folder)"
  if [[ "$build" == true ]]; then
    build_line "$line" "$folder"
  fi
  link_spark "$line" "$folder" "$home"
done
export SPARK_HOME="$PWD/target/bench-spark/$default"
