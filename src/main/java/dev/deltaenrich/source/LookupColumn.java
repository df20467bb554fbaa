package dev.deltaenrich.source;

import org.apache.spark.sql.types.DataType;

/**
 * A looked-up column.
 *
 * @param name its name in PostgreSQL
 * @param type its type in Spark
 */
public record LookupColumn(String name, DataType type) {}
