package dev.deltaenrich.lineage;

/**
 * Curated files of which it is not known any more, or never was, which of their keys are unknown.
 *
 * @param reason why, in words
 * @param files how many
 * @param rows their rows
 */
public record UnjudgedFiles(String reason, int files, long rows) {}
