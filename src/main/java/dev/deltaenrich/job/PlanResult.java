package dev.deltaenrich.job;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;

/**
 * What a run would do.
 *
 * @param outcome {@code would commit} or {@code switched off}
 * @param rawPath the raw table
 * @param rawVersion the version that would be read; -1 when switched off
 * @param targetPath the curated table
 * @param targetVersion the version it has; -1 where there is none
 * @param lookupTable the lookup
 * @param lookupSnapshot the id of its content now; null when switched off
 * @param lookupRows its rows
 * @param lookupBytes the size of its keys and values
 * @param maxBroadcastBytes the bound up to which it is broadcast
 * @param join {@code broadcast} or {@code shuffle}; null when switched off
 * @param joinReason why
 * @param filesToAdd files that would be made
 * @param filesToKeep files that would stay
 * @param filesToRemove files that would be taken out of the table
 * @param filesToRead raw files that would be read
 * @param bytesToRead their bytes
 * @param maxBatchSize the most raw files a commit; null where app_configs says nothing
 */
public record PlanResult(
    String outcome,
    String rawPath,
    long rawVersion,
    String targetPath,
    long targetVersion,
    String lookupTable,
    String lookupSnapshot,
    long lookupRows,
    long lookupBytes,
    long maxBroadcastBytes,
    String join,
    String joinReason,
    int filesToAdd,
    int filesToKeep,
    int filesToRemove,
    int filesToRead,
    long bytesToRead,
    Integer maxBatchSize)
    implements Result {

  @Override
  public Report report() {
    if (join == null) {
      return Report.titled("Would do nothing: data_ingestion_enabled is false").build();
    }
    return Report.titled("Would enrich %s into %s".formatted(rawPath, targetPath))
        .figure("raw version", rawVersion)
        .figure("target version", targetVersion < 0 ? "none: would be made" : targetVersion)
        .figure("lookup", "%s, snapshot %s".formatted(lookupTable, lookupSnapshot))
        .figure("join", "%s: %s".formatted(join, joinReason))
        .figure("to read", "%d files, %,d bytes".formatted(filesToRead, bytesToRead))
        .figure(
            "target files",
            "%d to add, %d to keep, %d to remove".formatted(filesToAdd, filesToKeep, filesToRemove))
        .figure(
            "raw files a commit", maxBatchSize == null ? "unbounded" : "at most " + maxBatchSize)
        .build();
  }
}
