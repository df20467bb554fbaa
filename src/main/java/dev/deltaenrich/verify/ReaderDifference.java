package dev.deltaenrich.verify;

import dev.deltaenrich.engine.crosscheck.ValueDifference;

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
    String side, String file, String column, long row, String spark, String parquetJava) {
  static ReaderDifference of(String side, ValueDifference of) {
    return new ReaderDifference(
        side, of.file(), of.column(), of.row(), of.spark(), of.parquetJava());
  }

  /** In a sentence. */
  String sentence() {
    return "The %s file %s: %srow %d is %s as Spark reads it and %s as parquet-java does"
        .formatted(
            side, file, column == null ? "" : "column " + column + " of ", row, spark, parquetJava);
  }
}
