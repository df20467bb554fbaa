package dev.deltaenrich.failure;

/**
 * Every way a command can fail, with the exit code that a scheduler sees. The names are printed
 * with the message, so that logs can be searched and counted by kind; they are never renamed.
 */
public enum ErrorCode {
  /** The object store did not answer, or not in time. */
  STORE_UNREACHABLE(ExitCode.RETRY),
  /** PostgreSQL did not answer, not in time, or gave up what it was doing. */
  DATABASE_UNREACHABLE(ExitCode.RETRY),
  /** Spark lost executors or gave up on a stage for a reason that is not in the data. */
  SPARK_FAILED(ExitCode.RETRY),
  /** Another writer committed to the target first. */
  COMMIT_CONFLICT(ExitCode.RETRY),
  /** A failure nobody foresaw; the stack trace is in the log. */
  UNEXPECTED(ExitCode.RETRY),

  /** Wrong words on the command line. */
  USAGE(ExitCode.CHANGE_NEEDED),
  /** One or more settings are unknown, missing or do not parse. */
  SETTINGS(ExitCode.CHANGE_NEEDED),
  /** A secret was given where others can read it: in an argument or a URL. */
  SECRET_EXPOSED(ExitCode.CHANGE_NEEDED),
  /** There is nothing at the raw path. */
  RAW_MISSING(ExitCode.CHANGE_NEEDED),
  /** The raw path holds something, but no Delta table. */
  RAW_NOT_DELTA(ExitCode.CHANGE_NEEDED),
  /** The raw table has no column of the key's name. */
  KEY_MISSING(ExitCode.CHANGE_NEEDED),
  /** The raw key or the lookup key is not text. */
  KEY_NOT_TEXT(ExitCode.CHANGE_NEEDED),
  /** A raw column already has the name of a new one. */
  COLUMN_EXISTS(ExitCode.CHANGE_NEEDED),
  /** The raw table has a column that Parquet or plain Delta cannot hold. */
  COLUMN_UNSUPPORTED(ExitCode.CHANGE_NEEDED),
  /** A table asks for a protocol version or feature this Delta release does not have. */
  FEATURE_UNSUPPORTED(ExitCode.CHANGE_NEEDED),
  /** The target holds files this program did not make. */
  TARGET_FOREIGN(ExitCode.CHANGE_NEEDED),
  /** Raw and target are the same folder, or one lies in the other. */
  TARGET_IS_RAW(ExitCode.CHANGE_NEEDED),
  /** Raw columns were dropped, renamed, retyped or partitioned otherwise since the last run. */
  SCHEMA_CHANGED(ExitCode.CHANGE_NEEDED),
  /** The newest run made only part of the target, for a command that needs all of it. */
  RUN_INCOMPLETE(ExitCode.CHANGE_NEEDED),
  /** The target does not exist, for a command that reads it. */
  TARGET_MISSING(ExitCode.CHANGE_NEEDED),
  /** A recorded raw version or lookup snapshot is no longer kept. */
  HISTORY_GONE(ExitCode.CHANGE_NEEDED),
  /** The object store or file system refused the credentials or the operation. */
  STORE_DENIED(ExitCode.CHANGE_NEEDED),
  /** The object store ignores or refuses conditional writes, so two drivers could collide. */
  STORE_UNCONDITIONAL(ExitCode.CHANGE_NEEDED),
  /** The bucket does not exist. */
  BUCKET_MISSING(ExitCode.CHANGE_NEEDED),
  /** PostgreSQL refused the user or the password. */
  DATABASE_DENIED(ExitCode.CHANGE_NEEDED),
  /** The database does not exist. */
  DATABASE_MISSING(ExitCode.CHANGE_NEEDED),
  /** The lookup or controls table does not exist. */
  LOOKUP_MISSING(ExitCode.CHANGE_NEEDED),
  /** The lookup or controls table lacks a column that is asked for. */
  LOOKUP_COLUMN_MISSING(ExitCode.CHANGE_NEEDED),
  /** The user may not read (or, for bootstrap, write) the table. */
  LOOKUP_DENIED(ExitCode.CHANGE_NEEDED),
  /** A lookup column has a type, or a value, that has no counterpart in Spark. */
  LOOKUP_TYPE(ExitCode.CHANGE_NEEDED),
  /** PostgreSQL cannot read the rows: a view fails, bytes are no text, a limit is too small. */
  LOOKUP_UNREADABLE(ExitCode.CHANGE_NEEDED),
  /** A row of app_configs does not parse, or is there twice. */
  CONTROL_INVALID(ExitCode.CHANGE_NEEDED),
  /** A preflight check failed. */
  CHECK_FAILED(ExitCode.CHANGE_NEEDED),

  /** The lookup table has no rows. */
  LOOKUP_EMPTY(ExitCode.DATA),
  /** The lookup has several rows for one key. */
  LOOKUP_DUPLICATES(ExitCode.DATA),
  /** A lookup file has rows that do not fit the table. */
  LOOKUP_FILE(ExitCode.DATA),
  /** Fewer rows matched than lookup.min-match-rate asks for. */
  MATCH_RATE(ExitCode.DATA),
  /** Rows stayed without a match while lookup.unmatched is fail. */
  UNMATCHED(ExitCode.DATA),
  /** A data file named by the raw table's log is not there. */
  FILE_MISSING(ExitCode.DATA),
  /** A data file cannot be decoded. */
  FILE_CORRUPT(ExitCode.DATA),
  /** A data file uses a type, encoding or codec this Spark cannot read. */
  FILE_UNREADABLE(ExitCode.DATA),
  /** Rows read, rows in the footer and rows in the log are not the same number. */
  ROW_COUNT(ExitCode.DATA),
  /** A table's log cannot be understood. */
  LOG_BROKEN(ExitCode.DATA),
  /** Verify found that the target is not what raw and lookup make. */
  DIFFERENCE(ExitCode.DATA),

  /** The commit may or may not have landed. */
  COMMIT_UNKNOWN(ExitCode.UNKNOWN);

  private final ExitCode exitCode;

  ErrorCode(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
