package dev.deltaenrich.splice;

import java.io.Serializable;

/**
 * What a file holds of one new column, for the add action's statistics.
 *
 * @param name the column
 * @param min the smallest value, as the Java object {@link ValueType} names, whole; null when there
 *     is none or one of the values is NaN
 * @param max the largest value, likewise
 * @param nullCount rows where it is null
 */
public record ColumnFigures(String name, Object min, Object max, long nullCount)
    implements Serializable {}
