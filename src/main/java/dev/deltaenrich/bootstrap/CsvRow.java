package dev.deltaenrich.bootstrap;

import java.util.List;

/**
 * One record of a CSV file.
 *
 * @param line the number of the line on which it starts, from 1
 * @param fields its fields; null where nothing stands between two commas, empty for {@code ""}
 * @param fault why it is no well-formed record, or null
 */
record CsvRow(long line, List<String> fields, String fault) {}
