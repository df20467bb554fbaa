package dev.deltaenrich.config;

/**
 * The switches that live in the database.
 *
 * @param choice whether they count
 * @param table the table, optionally {@code schema.table}
 */
public record ControlSettings(ControlsChoice choice, String table) {}
