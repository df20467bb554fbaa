package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.util.Optional;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** What reading a file throws, as what users see. */
final class FileFailure {
  private FileFailure() {}

  static Optional<EnrichException> translate(String action, Causes causes) {
    return otherType(action, causes)
        .or(() -> unreadableType(action, causes))
        .or(() -> missing(action, causes))
        .or(() -> corrupt(action, causes));
  }

  private static Optional<EnrichException> otherType(String action, Causes causes) {
    return causes
        .first(SchemaColumnConvertNotSupportedException.class::isInstance)
        .map(SchemaColumnConvertNotSupportedException.class::cast)
        .map(
            failure ->
                FailureTranslator.failure(
                    ErrorCode.FILE_UNREADABLE,
                    action,
                    "column %s is %s in the file and %s in the table"
                        .formatted(
                            failure.getColumn(),
                            failure.getPhysicalType(),
                            failure.getLogicalType()),
                    "rewrite the file with the table's types",
                    failure));
  }

  /** What Spark 3.4 says of types that it looks at before it reads a page. */
  private static Optional<EnrichException> unreadableType(String action, Causes causes) {
    return causes
        .saying(
            "Unable to create Parquet converter",
            "Parquet type not yet supported",
            "Illegal Parquet type",
            "Unrecognized Parquet type",
            "Found duplicate field(s)")
        .map(
            failure ->
                FailureTranslator.failure(
                    ErrorCode.FILE_UNREADABLE,
                    action,
                    "this Spark cannot read a file's types: " + Causes.text(failure),
                    "rewrite the file with the table's types",
                    failure));
  }

  private static Optional<EnrichException> missing(String action, Causes causes) {
    return causes
        .first(FileNotFoundException.class::isInstance)
        .map(
            failure ->
                inLog(failure)
                    ? FailureTranslator.failure(
                        ErrorCode.LOG_BROKEN,
                        action,
                        "a file of its Delta log is missing: " + Causes.text(failure),
                        "run again, for its writer may just have cleaned the log up; restore the file if it was deleted otherwise",
                        failure)
                    : FailureTranslator.failure(
                        ErrorCode.FILE_MISSING,
                        action,
                        Causes.text(failure),
                        "run again, for the table may just have been vacuumed; restore the file if the newest version names it",
                        failure));
  }

  /** Parquet's own complaints; which file they are about stands in the action or the message. */
  private static Optional<EnrichException> corrupt(String action, Causes causes) {
    return causes
        .first(
            failure ->
                failure.getClass().getName().startsWith("org.apache.parquet.")
                    || String.valueOf(failure.getMessage()).contains("is not a Parquet file")
                    || String.valueOf(failure.getMessage()).contains("Could not read footer"))
        .map(
            failure ->
                causes.first(FileFailure::inLog).isPresent()
                    ? FailureTranslator.failure(
                        ErrorCode.LOG_BROKEN,
                        action,
                        "a checkpoint of its Delta log does not decode: " + Causes.text(failure),
                        "have the table's writer make another, or delete it when all commits since version 0 are there",
                        failure)
                    : FailureTranslator.failure(
                        ErrorCode.FILE_CORRUPT,
                        action,
                        Causes.describe(failure),
                        "if no other reader opens the file either, restore the file",
                        failure));
  }

  private static boolean inLog(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("_delta_log");
  }
}
