/**
 * Proof, read-only: the preflight checks before a run, and the comparison after it. Reads tables by
 * plain Spark, and files by parquet-java's record reader, and shares no code with the producers, so
 * that their mistakes are not repeated.
 */
package dev.deltaenrich.verify;
