package dev.deltaenrich.bootstrap;

/**
 * One merchant of a lookup file.
 *
 * @param line where it stands in the file
 * @param id the key; never null or empty
 * @param name never null
 * @param category may be null
 */
record Merchant(long line, String id, String name, String category) {}
