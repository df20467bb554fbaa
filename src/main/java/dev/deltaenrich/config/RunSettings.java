package dev.deltaenrich.config;

/**
 * How a run makes files.
 *
 * @param mode how much of the table it makes
 * @param producer who makes the files
 * @param smallFileBytes raw files below this many bytes share curated files; 0: none does
 * @param binBytes how many bytes of small raw files make one curated file
 */
public record RunSettings(Mode mode, ProducerChoice producer, long smallFileBytes, long binBytes) {}
