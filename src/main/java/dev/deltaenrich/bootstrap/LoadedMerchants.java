package dev.deltaenrich.bootstrap;

/**
 * What loading a lookup file did.
 *
 * @param file the file
 * @param rows its rows
 * @param inserted merchants that are new
 * @param updated merchants that changed
 * @param unchanged merchants that were in the table already, just so
 * @param milliseconds from opening the file to the commit
 */
public record LoadedMerchants(
    String file, long rows, long inserted, long updated, long unchanged, long milliseconds) {}
