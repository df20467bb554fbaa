#!/usr/bin/env bash
# Shows delta-enrich at work with nothing but JDK 17 and Maven: builds it, starts an embedded
# PostgreSQL, seeds it, lands sample-data/ as a raw Delta table, enriches, verifies, prints ten rows
# and a summary. All it makes is under target/; nothing is left running.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: jobs/quickstart.sh

Needs JDK 17 (JAVA_HOME, or java on PATH) and Maven; no Docker, no Spark, no settings.
Its tables are in target/quickstart and its log is target/quickstart.log, made anew by each run. The first run downloads
what Maven does not have yet (some 600 MB); later ones take about a minute.
HELP
}

fail() {
  printf 'jobs/quickstart.sh: %s\n' "$1" >&2
  exit 2
}

case "${1:-}" in
  '') ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail "Cannot understand '$1': it takes no arguments; try --help" ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -n "${JAVA_HOME:-}" ]]; then
  java="$JAVA_HOME/bin/java"
  found_by="JAVA_HOME is $JAVA_HOME"
else
  java="$(command -v java || true)"
  found_by="java on PATH is ${java:-not there}"
fi
[[ -n "$java" && -x "$java" ]] ||
  fail "Cannot find Java: $found_by; install JDK 17 and set JAVA_HOME to it"
version="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p')"
[[ "$version" == 17 || "$version" == 17.* ]] ||
  fail "Cannot run on Java ${version:-of an unknown version}: Spark 3.4 needs 17 and $found_by; install JDK 17 and set JAVA_HOME to it"
home="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')"
[[ -x "$home/bin/javac" ]] ||
  fail "Cannot build with a runtime only: there is no javac in $home/bin; install JDK 17, not a JRE"
export JAVA_HOME="$home"
command -v mvn >/dev/null ||
  fail "Cannot find Maven: mvn is not on PATH; install Maven 3.8 or newer"

# A setting left in the environment would win over the quickstart's own.
while IFS= read -r variable; do
  unset "$variable"
done < <(compgen -e | grep '^ENRICH_' || true)

started=$SECONDS
log=target/quickstart-build.log
class_path=target/quickstart-class-path
mkdir -p target

# In the background, so that a signal is answered at once and the line can count seconds.
mvn -B -Dquick test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$class_path" >"$log" 2>&1 &
build=$!
trap 'kill "$build" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [[ ! -t 1 ]]; then
  printf 'Building (log: %s)\n' "$log"
fi
while kill -0 "$build" 2>/dev/null; do
  if [[ -t 1 ]]; then
    printf '\rBuilding: %d s (log: %s) ' "$((SECONDS - started))" "$log"
  fi
  sleep 0.5
done
if ! wait "$build"; then
  printf '\n' >&2
  grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
  printf 'jobs/quickstart.sh: Cannot build delta-enrich: Maven failed; see %s\n' "$log" >&2
  exit 1
fi
trap - EXIT INT TERM
if [[ -t 1 ]]; then
  printf '\r\033[K'
fi
printf 'Built in %d s\n' "$((SECONDS - started))"

terminal=false
if [[ -t 1 ]]; then
  terminal=true
fi
# exec: signals reach the JVM, whose shutdown stops PostgreSQL and Spark; its exit code is ours.
exec "$java" @target/test-classes/java17.options -Xmx1g \
  -Dlog4j2.configurationFile=src/test/resources/log4j2-quickstart.properties \
  -Dquickstart.terminal="$terminal" \
  -cp "target/test-classes:target/classes:$(cat "$class_path")" \
  dev.deltaenrich.quickstart.Quickstart
