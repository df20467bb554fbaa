/**
 * Cross-checks Spark's reader of Parquet files, for proofs: a second reader, parquet-java's record
 * reader, whose records become rows in Spark's own form beside the rows of Spark's.
 */
package dev.deltaenrich.engine.crosscheck;
