package dev.deltaenrich.config;

/**
 * The switches that live in the database.
 *
 * @param enabled whether they are read and honoured
 * @param table the table, optionally {@code schema.table}
 */
public record ControlSettings(boolean enabled, String table) {}
