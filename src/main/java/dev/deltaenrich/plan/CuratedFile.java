package dev.deltaenrich.plan;

import java.util.Optional;

/**
 * An active file of the curated table.
 *
 * @param path as the log spells it
 * @param bytes its size
 * @param tags what made it; empty for a file that this program did not make
 */
public record CuratedFile(String path, long bytes, Optional<FileTags> tags) {}
