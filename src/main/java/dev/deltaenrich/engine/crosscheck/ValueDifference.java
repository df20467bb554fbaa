package dev.deltaenrich.engine.crosscheck;

import java.io.Serializable;

/**
 * A column of a file of which the two readers show different values.
 *
 * @param file its absolute path
 * @param column the column; null where one reader has more rows
 * @param row the first row that differs, from 0, deleted rows counted
 * @param spark what Spark shows there
 * @param parquetJava what parquet-java shows there
 */
public record ValueDifference(
    String file, String column, long row, String spark, String parquetJava)
    implements Serializable {}
