package dev.deltaenrich.engine;

import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** What reading a file throws, as what users see. */
final class FileFailure {
  private static final String OTHER_TYPES = "rewrite the file with the table's types";

  static final List<FailureRule> RULES =
      List.of(
          new FailureRule(
              causes -> causes.first(SchemaColumnConvertNotSupportedException.class),
              ErrorCode.FILE_UNREADABLE,
              failure -> otherType((SchemaColumnConvertNotSupportedException) failure),
              OTHER_TYPES),
          // What Spark 3.4 says of types that it looks at before it reads a page.
          new FailureRule(
              causes ->
                  causes.containing(
                      "Unable to create Parquet converter",
                      "Parquet type not yet supported",
                      "Illegal Parquet type",
                      "Unrecognized Parquet type",
                      "Found duplicate field(s)"),
              ErrorCode.FILE_UNREADABLE,
              "this Spark cannot read a file's types: %s",
              OTHER_TYPES),
          new FailureRule(
              causes -> causes.first(FileNotFoundException.class).filter(FileFailure::inLog),
              ErrorCode.LOG_BROKEN,
              "a file of its Delta log is missing: %s",
              "run again, for its writer may just have cleaned the log up; restore the file if it was deleted otherwise"),
          new FailureRule(
              causes -> causes.first(FileNotFoundException.class),
              ErrorCode.FILE_MISSING,
              "%s",
              "run again, for the table may just have been vacuumed; restore the file if the newest version names it"),
          new FailureRule(
              causes ->
                  corrupt(causes).filter(failure -> causes.first(FileFailure::inLog).isPresent()),
              ErrorCode.LOG_BROKEN,
              "a checkpoint of its Delta log does not decode: %s",
              "have the table's writer make another, or delete it when all commits since version 0 are there"),
          new FailureRule(
              FileFailure::corrupt,
              ErrorCode.FILE_CORRUPT,
              Causes::describe,
              "if no other reader opens the file either, restore the file"));

  private FileFailure() {}

  private static String otherType(SchemaColumnConvertNotSupportedException failure) {
    return "column %s is %s in the file and %s in the table"
        .formatted(failure.getColumn(), failure.getPhysicalType(), failure.getLogicalType());
  }

  /** Parquet's own complaints; which file they are about stands in the action or the message. */
  private static Optional<Throwable> corrupt(Causes causes) {
    return causes.first(
        failure ->
            failure.getClass().getName().startsWith("org.apache.parquet.")
                || String.valueOf(failure.getMessage()).contains("is not a Parquet file")
                || String.valueOf(failure.getMessage()).contains("Could not read footer"));
  }

  private static boolean inLog(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("_delta_log");
  }
}
