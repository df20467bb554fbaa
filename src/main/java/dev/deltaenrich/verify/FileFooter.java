package dev.deltaenrich.verify;

import java.io.Serializable;

/**
 * What a file's footer says.
 *
 * @param rows of its row groups
 * @param misread why Spark is not asked for the file's rows; null where it is
 */
record FileFooter(long rows, String misread) implements Serializable {}
