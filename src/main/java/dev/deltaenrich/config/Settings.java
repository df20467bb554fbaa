package dev.deltaenrich.config;

/**
 * Everything a run is told, checked and typed. Immutable; prints no secret.
 *
 * @param rawPath the raw Delta table
 * @param targetPath the curated Delta table
 * @param rule what is looked up and what comes of it
 * @param lookup where the lookup is
 * @param controls the switches in the database
 * @param run how a run makes files
 * @param minMatchRate the least share of rows with a key that must match, 0 to 1
 * @param runsTable the table in which runs are entered, optionally {@code schema.table}; empty:
 *     none
 */
public record Settings(
    String rawPath,
    String targetPath,
    Rule rule,
    LookupSettings lookup,
    ControlSettings controls,
    RunSettings run,
    double minMatchRate,
    String runsTable) {}
