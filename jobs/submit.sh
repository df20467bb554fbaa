#!/usr/bin/env bash
# Runs one delta-enrich command through spark-submit: the only place that spells it out.
# Exit codes are the program's own; 2 also where this script finds something missing.
# Its variables are named DELTA_ENRICH_*: everything that starts with ENRICH_ is a setting.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: jobs/submit.sh COMMAND [OPTION]...
       jobs/submit.sh RAW TARGET [OPTION]...      the same as: enrich RAW TARGET
       jobs/submit.sh --archive-classes COMMAND [OPTION]...

Runs a delta-enrich command (bootstrap, check, plan, enrich, verify, runs, explain,
unmatched, maintenance vacuum) through spark-submit.
'jobs/submit.sh COMMAND --help' shows a command's options.

--archive-classes runs the command as always, and at its end keeps what Java made of the classes
it loaded: some ten seconds and 100 MB, once. Later runs start a third sooner. Repeat it after a
change of Java or Spark; an archive that does not fit is not used.

Environment:
  JAVA_HOME                   a JDK 17, or 21 from Spark 4.0 on; else java is taken from PATH
  SPARK_HOME                  the Spark distribution; else spark-submit is taken from PATH
  SPARK_MASTER                where to run, such as spark://host:7077 (default: local[*])
  AWS_ENDPOINT_URL            the object store, such as http://minio:9000; AWS_ENDPOINT_URL_S3
                              wins over it, and both over conf/spark-defaults.conf
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                              the object store's credentials
  ENRICH_LOOKUP_JDBC_PASSWORD PostgreSQL's password
  ENRICH_...                  any other setting; see conf/enrich.properties
  DELTA_ENRICH_JAR            the program (default: the bundle in target/ for the line of Spark)
  DELTA_ENRICH_SPARK_CONF     Spark properties (default: conf/spark-defaults.conf)
  DELTA_ENRICH_CLASS_ARCHIVE  where --archive-classes keeps its file, or none
                              (default: $XDG_CACHE_HOME/delta-enrich/classes.jsa)
  DELTA_ENRICH_LOG4J2         logging (default: conf/log4j2.properties)
  DELTA_ENRICH_LOG_LEVEL      our own log level (default: INFO)

conf/enrich.properties is read unless --config names another file. Secrets are taken from the
environment only: arguments can be read by everyone with ps, and are refused.
HELP
}

fail() {
  printf 'jobs/submit.sh: %s\n' "$1" >&2
  exit 2
}

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly root

if [[ $# -eq 0 ]]; then
  usage >&2
  exit 2
fi
archives_classes=false
if [[ "$1" == --archive-classes ]]; then
  archives_classes=true
  shift
fi
case "${1:-help}" in
  -h | --help | help)
    usage
    exit 0
    ;;
esac

has_config=false
with_ivy=false
wants_words_only=false
for word in "$@"; do
  case "$word" in
    --config | --config=*) has_config=true ;;
    --help | -h | --version) wants_words_only=true ;;
  esac
  # The value is not repeated: this line may end in a log.
  shopt -s nocasematch
  if [[ "$word" =~ (secret[._-]?key|access[._-]?key|password|passwd|session[._-]?token)= ]]; then
    fail "Cannot take a secret from the command line, where ps shows it (an argument with '${BASH_REMATCH[1]}='); set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or ENRICH_LOOKUP_JDBC_PASSWORD in the environment instead"
  fi
  shopt -u nocasematch
done

if [[ -n "${SPARK_HOME:-}" ]]; then
  spark_submit="$SPARK_HOME/bin/spark-submit"
  [[ -x "$spark_submit" ]] ||
    fail "Cannot find Spark: SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit; set SPARK_HOME to a Spark distribution"
  spark_home="$SPARK_HOME"
else
  spark_submit="$(command -v spark-submit || true)"
  [[ -n "$spark_submit" ]] ||
    fail "Cannot find Spark: SPARK_HOME is not set and spark-submit is not on PATH; set SPARK_HOME to a Spark distribution (pip install pyspark==3.4.4 brings one)"
  spark_home="$(dirname "$(dirname "$(readlink -f "$spark_submit")")")"
fi
spark_jars="$spark_home/jars"

# Which line of Spark this is, such as 3.4, by the name of its own jar.
spark_line="$(compgen -G "$spark_jars/spark-core_*.jar" | head -n 1 || true)"
[[ "$spark_line" =~ spark-core_[0-9.]+-([0-9]+\.[0-9]+) ]] && spark_line="${BASH_REMATCH[1]}" || spark_line=3.4
case "$spark_line" in
  3.*) spark_javas='17' ;;
  *) spark_javas='17 or 21' ;;
esac

# Spark's own choice: JAVA_HOME, which its spark-env.sh may set, or else what is on PATH.
java_home="$(
  set +eu
  [[ ! -f "${SPARK_CONF_DIR:-$spark_home/conf}/spark-env.sh" ]] ||
    . "${SPARK_CONF_DIR:-$spark_home/conf}/spark-env.sh" >/dev/null 2>&1
  printf '%s' "${JAVA_HOME:-}"
)"
java="${java_home:+$java_home/bin/}java"
command -v "$java" >/dev/null ||
  fail "Cannot find Java: JAVA_HOME is '$java_home', and there is no $java; set JAVA_HOME to a JDK $spark_javas"
java_version="$("$java" -version 2>&1 || true)"
if [[ "$java_version" =~ version\ \"(1\.)?([0-9]+)[^\"]*\" ]]; then
  [[ " $spark_javas " == *" ${BASH_REMATCH[2]} "* ]] ||
    fail "Cannot run on Java ${BASH_REMATCH[2]} ($java): Spark $spark_line and this program need Java $spark_javas; set JAVA_HOME to a JDK $spark_javas"
else
  fail "Cannot run $java: it does not tell its version (${java_version%%$'\n'*}); set JAVA_HOME to a JDK $spark_javas"
fi

# Hadoop asks the system for the user's name and ends without one (OpenShift, docker run --user).
id -un >/dev/null 2>&1 ||
  fail "Cannot run as user id $(id -u): it has no entry in /etc/passwd, and Hadoop needs a user's name; add one to /etc/passwd, give it one by libnss-wrapper, or run as a user that has one"

# In a locale of ASCII Java can neither make nor find files whose names have other letters.
case "$(locale charmap 2>/dev/null || true)" in
  ANSI_X3.4-1968 | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac

case "$spark_line" in
  3.4) bundle=target/delta-enrich-bundle.jar profile='' ;;
  *) bundle="target/spark-$spark_line/delta-enrich-bundle_spark$spark_line.jar" profile=" -Pspark-$spark_line" ;;
esac
jar="${DELTA_ENRICH_JAR:-$root/$bundle}"
[[ -f "$jar" ]] ||
  fail "Cannot find the program: there is no $jar; run 'mvn -B$profile package', or set DELTA_ENRICH_JAR"

spark_conf="${DELTA_ENRICH_SPARK_CONF:-$root/conf/spark-defaults.conf}"
[[ -f "$spark_conf" ]] ||
  fail "Cannot find Spark's properties: there is no $spark_conf; correct DELTA_ENRICH_SPARK_CONF"

arguments=(--properties-file "$spark_conf" --class dev.deltaenrich.Main)
if [[ -n "${SPARK_MASTER:-}" ]]; then
  arguments+=(--master "$SPARK_MASTER")
fi

endpoint="${AWS_ENDPOINT_URL_S3:-${AWS_ENDPOINT_URL:-}}"
if [[ -n "$endpoint" ]]; then
  [[ "$endpoint" != *@* ]] ||
    fail "Cannot use AWS_ENDPOINT_URL: it carries a user and password; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead"
  arguments+=(--conf "spark.hadoop.fs.s3a.endpoint=$endpoint")
fi

# hadoop-aws must be of the release of the Hadoop inside Spark. Baked in, it needs no network.
if [[ "$wants_words_only" == false ]] && ! compgen -G "$spark_jars/hadoop-aws-*.jar" >/dev/null; then
  hadoop="$(compgen -G "$spark_jars/hadoop-client-api-*.jar" | head -n 1 || true)"
  hadoop="${hadoop##*/hadoop-client-api-}"
  hadoop="${hadoop%.jar}"
  arguments+=(--packages "org.apache.hadoop:hadoop-aws:${hadoop:-3.3.4}")
  with_ivy=true
fi

# spark.driver.extraJavaOptions stays free for the operator; this variable is added to it.
logging="${DELTA_ENRICH_LOG4J2:-$root/conf/log4j2.properties}"
if [[ -f "$logging" && "${SPARK_SUBMIT_OPTS:-}" != *log4j2.configurationFile* ]]; then
  export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} \"-Dlog4j2.configurationFile=$logging\""
fi

# Class-data sharing (JEP 350). Java's notes on it would be on stdout, which belongs to the result.
archive="${DELTA_ENRICH_CLASS_ARCHIVE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/delta-enrich/classes.jsa}"
unfinished="$archive.$$"
sharing=''
if [[ "$archives_classes" == true ]]; then
  [[ "$archive" != none ]] ||
    fail "Cannot archive classes: DELTA_ENRICH_CLASS_ARCHIVE is 'none'; set it to a file, or unset it"
  mkdir -p "$(dirname "$archive")"
  sharing="-XX:ArchiveClassesAtExit=$unfinished"
elif [[ "$archive" != none && -r "$archive" ]]; then
  sharing="-XX:SharedArchiveFile=$archive"
fi
if [[ -n "$sharing" ]]; then
  export SPARK_SUBMIT_OPTS="-Xlog:disable -Xlog:all=error:stderr \"$sharing\" ${SPARK_SUBMIT_OPTS:-}"
fi

words=("$@")
if [[ "$has_config" == false && "$wants_words_only" == false && -f "$root/conf/enrich.properties" ]]; then
  words+=(--config "$root/conf/enrich.properties")
fi

# Ivy says where its settings are on stdout, which belongs to the result. The script ends only when
# the filter has passed on the last line: whoever sent stdout to a file reads it then.
without_ivys_line() {
  local filter program status=0
  exec {result}> >(exec grep --line-buffered -v '^:: loading settings :: ')
  filter=$!
  "$@" >&"$result" {result}>&- &
  program=$!
  exec {result}>&-
  trap 'kill -TERM "$program" 2>/dev/null || true' INT TERM HUP
  # A signal ends a wait before the program has; one that has ended already keeps its status.
  wait "$program" && status=0 || status=$?
  while kill -0 "$program" 2>/dev/null; do
    wait "$program" && status=0 || status=$?
  done
  wait "$filter" || true
  return "$status"
}

if [[ "$archives_classes" == true ]]; then
  status=0
  without_ivys_line "$spark_submit" "${arguments[@]}" "$jar" "${words[@]}" || status=$?
  # Whole or not at all: another run may be about to use it.
  if [[ "$status" -eq 0 && -f "$unfinished" ]]; then
    mv -f "$unfinished" "$archive"
  fi
  rm -f "$unfinished"
  exit "$status"
fi
if [[ "$with_ivy" == true ]]; then
  without_ivys_line "$spark_submit" "${arguments[@]}" "$jar" "${words[@]}"
  exit
fi
# exec: signals reach spark-submit, and its exit code is ours.
exec "$spark_submit" "${arguments[@]}" "$jar" "${words[@]}"
