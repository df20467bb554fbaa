package dev.deltaenrich.engine.crosscheck;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What came of reading a file by both readers.
 *
 * @param differences the columns that differ in the first row that does
 * @param unread columns that were not compared, with the reason
 */
public record ReadTwice(List<ReaderDifference> differences, Map<String, String> unread)
    implements Serializable {}
