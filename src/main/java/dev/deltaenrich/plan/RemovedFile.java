package dev.deltaenrich.plan;

/**
 * An active curated file that has no place any more.
 *
 * @param file the file
 * @param reason why, in words for people
 */
public record RemovedFile(CuratedFile file, String reason) {}
