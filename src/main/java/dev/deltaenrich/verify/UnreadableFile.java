package dev.deltaenrich.verify;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.crosscheck.ParquetRows;
import dev.deltaenrich.engine.crosscheck.SecondReader;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import java.io.FileNotFoundException;
import java.io.Serializable;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.TaskContext;

/**
 * Says of a file that Spark could not read what is the matter with it. A file that parquet-java
 * reads to its end is sound, whatever Spark says.
 *
 * @param target the curated table
 * @param side whose file it is
 * @param table that table's path
 * @param second reads it again
 */
record UnreadableFile(String target, Side side, String table, SecondReader second)
    implements Serializable {
  /**
   * What to throw in place of {@code failure}.
   *
   * @param uri the file
   */
  RuntimeException failure(String uri, Exception failure) {
    // The caller knows what a missing file means.
    if (TaskContext.get().isInterrupted()
        || ExceptionUtils.indexOfType(failure, FileNotFoundException.class) >= 0) {
      return RecordedTables.asRuntime(failure);
    }
    EnrichException known =
        FailureTranslator.translate(
            "verify %s: read %s, a file of the %s table".formatted(target, uri, side.word()),
            failure);
    boolean stores =
        known.code().exitCode() != ExitCode.DATA && known.code() != ErrorCode.UNEXPECTED;
    return stores ? known : ofData(uri, failure);
  }

  private EnrichException ofData(String uri, Exception failure) {
    String file =
        "Cannot verify %s: Spark cannot read %s, a file of the %s table %s (%s)"
            .formatted(target, uri, side.word(), table, FailureTranslator.rootCause(failure));
    try (ParquetRows rows = second.open(uri)) {
      long count = rows.readToTheEnd();
      return new EnrichException(
          ErrorCode.FILE_UNREADABLE,
          "%s; the file is whole, parquet-java reads its %d rows%s; keep it, and have its rows written again as this Spark reads them"
              .formatted(file, count, types(rows)),
          failure);
    } catch (Exception e) {
      return new EnrichException(
          ErrorCode.FILE_CORRUPT,
          "%s; parquet-java cannot either (%s); see whether the program that wrote it still reads it, before you restore it"
              .formatted(file, FailureTranslator.rootCause(e)),
          failure);
    }
  }

  private static String types(ParquetRows rows) {
    StringBuilder types = new StringBuilder();
    rows.unread()
        .forEach(
            (column, reason) ->
                types.append(", but of column ").append(column).append(' ').append(reason));
    return types.toString();
  }
}
