package dev.deltaenrich.verify;

import java.io.Serializable;

/**
 * A data file as a table's log lists it.
 *
 * @param uri absolute, as Spark names the file of a row
 * @param logged the rows that the log says the file has, deleted ones included; null where the log
 *     does not say
 * @param deleted rows that a deletion vector leaves out
 */
record ListedFile(String uri, Long logged, long deleted) implements Serializable {}
