/**
 * What a curated table should hold, worked out for tests by code that shares nothing with the
 * program: a log replayed from its JSON entries, Parquet files read by parquet-java, the lookup
 * read by JDBC, and a join in a map. It takes milliseconds where a query of Spark's takes a second.
 */
package dev.deltaenrich.oracle;
