package dev.deltaenrich.config;

/**
 * How the rows of a lookup that changed are told from others.
 *
 * @param name the column that says when a row was changed
 * @param fullReadEvery every how many runs all rows are read
 */
public record ChangedColumn(String name, int fullReadEvery) {}
