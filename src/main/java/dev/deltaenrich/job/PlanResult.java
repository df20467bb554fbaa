package dev.deltaenrich.job;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;
import java.util.Map;

/**
 * What a run would do.
 *
 * @param outcome {@code would commit}, {@code nothing to do} or {@code switched off}
 * @param rawPath the raw table
 * @param rawVersion the version that would be read; -1 when switched off
 * @param targetPath the curated table
 * @param targetVersion the version it has; -1 where there is none
 * @param lookupTable the lookup
 * @param lookupSnapshot the id of its content; null when switched off
 * @param lookupRows its rows
 * @param lookupBytes the size of its keys and values
 * @param maxBroadcastBytes the bound up to which it is broadcast
 * @param join {@code broadcast} or {@code shuffle}; null when switched off
 * @param joinReason why
 * @param filesToAdd files that would be made
 * @param addReasons these by reason
 * @param filesToKeep files that would stay
 * @param filesToRemove files that would be taken out of the table
 * @param removeReasons these by reason
 * @param sourceFiles raw files that the files to be made are made of
 * @param bytesToRead bytes of raw files that would be read in full
 * @param bytesToCopy bytes of raw files that would be copied within the store
 * @param bytesToMove bytes that would go through the job, in and out: what is read, and about as
 *     much written
 * @param commits into how many commits it would be cut
 * @param maxBatchSize the most raw files a commit; null where app_configs says nothing
 * @param files every file that would change; null unless asked for
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
    Map<String, Integer> addReasons,
    int filesToKeep,
    int filesToRemove,
    Map<String, Integer> removeReasons,
    int sourceFiles,
    long bytesToRead,
    long bytesToCopy,
    long bytesToMove,
    int commits,
    Integer maxBatchSize,
    List<FileChange> files)
    implements Result {

  /**
   * A file that would change.
   *
   * @param change {@code add} for a raw file whose rows get into a curated file, {@code remove} for
   *     a curated file that is taken out of the table
   * @param path as the log spells it
   * @param bytes its size
   * @param reason why
   */
  public record FileChange(String change, String path, long bytes, String reason) {}

  static PlanResult switchedOff(
      String rawPath, String targetPath, String lookupTable, long maxBroadcastBytes) {
    return new PlanResult(
        "switched off",
        rawPath,
        -1,
        targetPath,
        -1,
        lookupTable,
        null,
        0,
        0,
        maxBroadcastBytes,
        null,
        null,
        0,
        Map.of(),
        0,
        0,
        Map.of(),
        0,
        0,
        0,
        0,
        0,
        null,
        null);
  }

  @Override
  public Report report() {
    if (join == null) {
      return Report.titled("Would do nothing: data_ingestion_enabled is false").build();
    }
    String title =
        commits == 0
            ? "Nothing to do: %2$s is what %1$s and the lookup make"
            : "Would enrich %s into %s";
    Report.Builder report =
        Report.titled(title.formatted(rawPath, targetPath))
            .figure("raw version", rawVersion)
            .figure("target version", targetVersion < 0 ? "none: would be made" : targetVersion)
            .figure("lookup", "%s, snapshot %s".formatted(lookupTable, lookupSnapshot))
            .figure("join", "%s: %s".formatted(join, joinReason))
            .figure(
                "target files",
                "%,d to add, %,d to keep, %,d to remove"
                    .formatted(filesToAdd, filesToKeep, filesToRemove))
            .figure("to add", EnrichResult.counts(addReasons))
            .figure("to remove", EnrichResult.counts(removeReasons))
            .figure(
                "raw files",
                "%,d: %,d bytes to be read, %,d copied in the store"
                    .formatted(sourceFiles, bytesToRead, bytesToCopy))
            .figure("through the job", "about %,d bytes".formatted(bytesToMove))
            .figure(
                "commits",
                "%,d of %s raw files each"
                    .formatted(
                        commits,
                        maxBatchSize == null ? "any number of" : "at most " + maxBatchSize));
    if (files != null) {
      report.table(
          "Files",
          List.of("change", "bytes", "reason", "path"),
          files.stream()
              .map(
                  file ->
                      List.of(
                          file.change(), "%,d".formatted(file.bytes()), file.reason(), file.path()))
              .toList());
    }
    return report.build();
  }
}
