package dev.deltaenrich.job;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run did.
 *
 * @param outcome {@code committed} or {@code switched off}
 * @param run the run's id
 * @param rawPath the raw table
 * @param rawVersion its version; -1 when it was not read
 * @param targetPath the curated table
 * @param targetVersion the version the commit made; -1 when there was none
 * @param lookupSnapshot the lookup snapshot's id; null when it was not read
 * @param lookupRows its rows
 * @param join {@code broadcast} or {@code shuffle}; null when there was none
 * @param rows rows out, which are rows in
 * @param matched rows whose key is in the lookup
 * @param nullKey rows without a key
 * @param unknownKey rows with a key that is not in the lookup
 * @param matchRate matched rows among rows with a key
 * @param topUnknownKeys the ten most frequent unknown keys and their rows
 * @param filesAdded files made
 * @param filesRemoved files taken out of the table
 * @param bytesRead bytes of the raw files that were read
 * @param bytesWritten bytes of the files made
 * @param maxBatchSize the most raw files a commit, as app_configs says; null where it says nothing
 * @param seconds from start to commit
 * @param phases seconds by phase
 */
public record EnrichResult(
    String outcome,
    String run,
    String rawPath,
    long rawVersion,
    String targetPath,
    long targetVersion,
    String lookupSnapshot,
    long lookupRows,
    String join,
    long rows,
    long matched,
    long nullKey,
    long unknownKey,
    double matchRate,
    Map<String, Long> topUnknownKeys,
    int filesAdded,
    int filesRemoved,
    long bytesRead,
    long bytesWritten,
    Integer maxBatchSize,
    double seconds,
    Map<String, Double> phases)
    implements Result {
  /** How many unknown keys are shown. */
  static final int TOP_KEYS = 10;

  static EnrichResult switchedOff(String run, String rawPath, String targetPath, Phases phases) {
    return new EnrichResult(
        "switched off",
        run,
        rawPath,
        -1,
        targetPath,
        -1,
        null,
        0,
        null,
        0,
        0,
        0,
        0,
        MatchCounts.NONE.matchRate(),
        Map.of(),
        0,
        0,
        0,
        0,
        null,
        phases.total(),
        phases.seconds());
  }

  private String phasesInWords() {
    return phases.entrySet().stream()
        .map(phase -> "%s %.2f".formatted(phase.getKey(), phase.getValue()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Report report() {
    if (outcome.equals("switched off")) {
      return Report.titled("Switched off: data_ingestion_enabled is false; nothing was written")
          .note("Pass --ignore-controls to run all the same.")
          .build();
    }
    Report.Builder report =
        Report.titled("Enriched %s into %s".formatted(rawPath, targetPath))
            .figure("raw version", rawVersion)
            .figure("target version", targetVersion)
            .figure(
                "lookup",
                "snapshot %s, %,d rows, %s join".formatted(lookupSnapshot, lookupRows, join))
            .figure("rows", "%,d".formatted(rows))
            .figure("matched", "%,d".formatted(matched))
            .figure("unmatched: null key", "%,d".formatted(nullKey))
            .figure("unmatched: unknown key", "%,d".formatted(unknownKey))
            .figure("match rate", "%.4f of the rows with a key".formatted(matchRate))
            .figure("files", "%d added, %d removed".formatted(filesAdded, filesRemoved))
            .figure("bytes", "%,d read, %,d written".formatted(bytesRead, bytesWritten))
            .figure("seconds", "%.2f: %s".formatted(seconds, phasesInWords()));
    if (!topUnknownKeys.isEmpty()) {
      List<List<String>> cells =
          topUnknownKeys.entrySet().stream()
              .map(entry -> List.of("'" + entry.getKey() + "'", "%,d".formatted(entry.getValue())))
              .toList();
      report.table("Most frequent unknown keys", List.of("key", "rows"), cells);
    }
    return report.build();
  }
}
