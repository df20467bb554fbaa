package dev.deltaenrich.verify;

/**
 * A row that is not as it should be.
 *
 * @param difference what is wrong with it, in words
 * @param row the raw columns, as JSON
 * @param expected what the new columns should hold, as JSON; or how often the row should be there
 * @param found what they do hold; or how often it is there
 */
public record DifferingRow(String difference, String row, String expected, String found) {}
