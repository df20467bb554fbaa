package dev.deltaenrich.failure;

/**
 * Every way a command can fail, with the exit code that a scheduler sees. The names are printed
 * with the message, so that logs can be searched and counted by kind; they are never renamed.
 * {@code docs/errors.md} shows all of them.
 */
public enum ErrorCode {
  STORE_UNREACHABLE(ExitCode.RETRY, "The object store did not answer, or not in time."),
  DATABASE_UNREACHABLE(
      ExitCode.RETRY,
      "PostgreSQL was silent, late, or gave up (a timeout of its own, a conflict, a restart)."),
  SPARK_FAILED(
      ExitCode.RETRY, "Spark lost executors, or gave up on a stage for a reason outside the data."),
  COMMIT_CONFLICT(
      ExitCode.RETRY, "Another writer committed to the target first, five times in a row."),
  UNEXPECTED(ExitCode.RETRY, "A failure that nobody foresaw; the stack trace is in the log."),

  USAGE(ExitCode.CHANGE_NEEDED, "Wrong words on the command line, or a missing jar."),
  SETTINGS(ExitCode.CHANGE_NEEDED, "Settings are unknown, missing or do not parse."),
  SECRET_EXPOSED(
      ExitCode.CHANGE_NEEDED,
      "A secret was given where others can read it: in an argument or a URL."),
  RAW_MISSING(ExitCode.CHANGE_NEEDED, "There is nothing at the raw path."),
  RAW_NOT_DELTA(ExitCode.CHANGE_NEEDED, "The raw path holds something, but no Delta table."),
  KEY_MISSING(
      ExitCode.CHANGE_NEEDED, "The raw or the curated table has no column of the key's name."),
  KEY_NOT_TEXT(
      ExitCode.CHANGE_NEEDED,
      "The raw key or the lookup key is of a type that cannot be looked up, or the two types have no equal values."),
  COLUMN_EXISTS(
      ExitCode.CHANGE_NEEDED,
      "A raw column already has the name of a new one (rename in `lookup.columns`), or of one that the"
          + " quarantine adds."),
  COLUMN_UNSUPPORTED(
      ExitCode.CHANGE_NEEDED,
      "The raw table has a column that this Spark, Parquet or plain Delta cannot hold."),
  FEATURE_UNSUPPORTED(
      ExitCode.CHANGE_NEEDED,
      "A table asks for a version, feature or property that this program does not serve."),
  TARGET_FOREIGN(
      ExitCode.CHANGE_NEEDED,
      "The target or the quarantine holds files that this program did not make."),
  TARGET_IS_RAW(
      ExitCode.CHANGE_NEEDED,
      "Raw, target, lookup history and quarantine are not separate folders."),
  SCHEMA_CHANGED(
      ExitCode.CHANGE_NEEDED,
      "Raw columns were dropped, renamed, retyped or partitioned otherwise since the last run."),
  RUN_INCOMPLETE(
      ExitCode.CHANGE_NEEDED,
      "The newest run made only part of the target: the run was stopped, or still runs."),
  TARGET_MISSING(
      ExitCode.CHANGE_NEEDED, "The target does not exist, for a command that reads the target."),
  HISTORY_GONE(
      ExitCode.CHANGE_NEEDED, "A recorded raw version or lookup snapshot is no longer kept."),
  STORE_DENIED(
      ExitCode.CHANGE_NEEDED,
      "The object store or file system refused the credentials or the operation."),
  STORE_UNCONDITIONAL(
      ExitCode.CHANGE_NEEDED,
      "The object store ignores or refuses conditional writes, so two drivers could collide."),
  BUCKET_MISSING(ExitCode.CHANGE_NEEDED, "The bucket does not exist."),
  DATABASE_DENIED(
      ExitCode.CHANGE_NEEDED, "PostgreSQL refused the user, the password or the TLS terms."),
  DATABASE_MISSING(ExitCode.CHANGE_NEEDED, "The database does not exist."),
  LOOKUP_MISSING(ExitCode.CHANGE_NEEDED, "The lookup or controls table does not exist."),
  LOOKUP_COLUMN_MISSING(
      ExitCode.CHANGE_NEEDED, "The lookup or controls table lacks a column that is asked for."),
  LOOKUP_DENIED(
      ExitCode.CHANGE_NEEDED, "The user may not read (for `bootstrap`: write) the table."),
  LOOKUP_TYPE(
      ExitCode.CHANGE_NEEDED,
      "A lookup column has a type, or a value, without a counterpart in Spark."),
  CHANGED_COLUMN(
      ExitCode.CHANGE_NEEDED,
      "`lookup.changed-column` does not tell which rows changed: its type does not, or the lookup is no ordinary table."),
  LOOKUP_UNREADABLE(
      ExitCode.CHANGE_NEEDED,
      "PostgreSQL cannot read the rows: a view or function fails, bytes are no text, a limit of"
          + " the server is too small, or a file of the server is damaged."),
  LOOKUP_LARGE(
      ExitCode.CHANGE_NEEDED,
      "The rows of the lookup that one file needs do not fit into an executor's memory."),
  CONTROL_INVALID(
      ExitCode.CHANGE_NEEDED, "A row of `app_configs` does not parse, or is there twice."),
  CHECK_FAILED(
      ExitCode.CHANGE_NEEDED,
      "A preflight check failed; exit code 1 where all that failed may pass later, such as a"
          + " service that does not answer."),

  LOOKUP_EMPTY(ExitCode.DATA, "The lookup table has no rows."),
  LOOKUP_DUPLICATES(ExitCode.DATA, "The lookup has several rows for one key."),
  LOOKUP_FILE(ExitCode.DATA, "A lookup file has rows that do not fit the table."),
  MATCH_RATE(ExitCode.DATA, "Fewer rows matched than `lookup.min-match-rate` asks for."),
  UNMATCHED(ExitCode.DATA, "Rows stayed without a match while `lookup.unmatched` is `fail`."),
  FILE_MISSING(ExitCode.DATA, "A data file that the raw table's log names is not there."),
  FILE_CORRUPT(ExitCode.DATA, "A data file cannot be decoded."),
  FILE_UNREADABLE(
      ExitCode.DATA, "A data file uses a type, encoding or codec that this Spark cannot read."),
  ROW_COUNT(
      ExitCode.DATA, "Rows read, rows in the footer and rows in the log are not the same number."),
  LOG_BROKEN(ExitCode.DATA, "A table's log cannot be understood."),
  DIFFERENCE(
      ExitCode.DATA,
      "`verify` found a difference between the target and what raw and lookup make."),

  COMMIT_UNKNOWN(ExitCode.UNKNOWN, "The commit may or may not have landed.");

  private final ExitCode exitCode;
  private final String meaning;

  ErrorCode(ExitCode exitCode, String meaning) {
    this.exitCode = exitCode;
    this.meaning = meaning;
  }

  /** What the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** When a command fails so: one sentence for people, names in backticks. */
  public String meaning() {
    return meaning;
  }
}
