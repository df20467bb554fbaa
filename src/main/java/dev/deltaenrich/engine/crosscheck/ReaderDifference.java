package dev.deltaenrich.engine.crosscheck;

import java.io.Serializable;

/**
 * A column of a file of which Spark and parquet-java's record reader show different values.
 *
 * @param side {@code raw} or {@code curated}
 * @param file its absolute path
 * @param column the column; null where one reader has more rows
 * @param row the first row that differs, from 0, deleted rows counted
 * @param spark what Spark shows there
 * @param parquetJava what parquet-java shows there
 */
public record ReaderDifference(
    String side, String file, String column, long row, String spark, String parquetJava)
    implements Serializable {
  /** In a sentence. */
  public String sentence() {
    return "The %s file %s: %srow %d is %s as Spark reads it and %s as parquet-java does"
        .formatted(
            side, file, column == null ? "" : "column " + column + " of ", row, spark, parquetJava);
  }
}
