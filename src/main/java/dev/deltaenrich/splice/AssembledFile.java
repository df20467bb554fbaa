package dev.deltaenrich.splice;

/**
 * A file that was put together.
 *
 * @param bytes its size
 * @param modificationTime milliseconds since 1970, by the store's clock where it tells
 */
public record AssembledFile(long bytes, long modificationTime) {}
