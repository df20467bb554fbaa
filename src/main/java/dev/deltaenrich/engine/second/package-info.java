/**
 * A second reader of Parquet files, for proofs: parquet-java's record reader, whose records become
 * rows in Spark's own form, beside the rows of Spark's reader.
 */
package dev.deltaenrich.engine.second;
