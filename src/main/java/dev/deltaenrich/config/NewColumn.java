package dev.deltaenrich.config;

import java.io.Serializable;

/**
 * One column that enrichment adds.
 *
 * @param lookupColumn where its values come from
 * @param name what it is called in the curated table
 */
public record NewColumn(String lookupColumn, String name) implements Serializable {}
