package dev.deltaenrich.verify;

/**
 * How large a lookup snapshot is.
 *
 * @param rows how many rows it has
 * @param bytes its keys and values as text, in UTF-8; a file of the history may be a hundredth
 */
record LookupSize(long rows, long bytes) {}
