package dev.deltaenrich.splice;

/**
 * A Parquet file in memory.
 *
 * @param bytes all of it; not copied, nobody changes them
 * @param rows how many rows it has
 */
record MemoryParquet(byte[] bytes, long rows) {}
