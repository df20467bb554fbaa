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
 * @param outcome {@code committed}, {@code nothing to do} or {@code switched off}
 * @param run the run's id
 * @param rawPath the raw table
 * @param rawVersion its version; -1 when it was not read
 * @param targetPath the curated table
 * @param targetVersion the version it has now; -1 when that was not looked up
 * @param lookupSnapshot the lookup snapshot's id; null when it was not read
 * @param lookupRows its rows
 * @param join {@code broadcast} or {@code shuffle}; null when there was none
 * @param rows rows made by this run: rows out, which are rows in
 * @param matched of these, rows whose key is in the lookup
 * @param nullKey of these, rows without a key
 * @param unknownKey of these, rows with a key that is not in the lookup
 * @param matchRate of these, matched rows among rows with a key
 * @param topUnknownKeys the ten most frequent unknown keys and their rows
 * @param filesAdded files made
 * @param filesRemoved files taken out of the table
 * @param filesKept files that were right already
 * @param reasons files made, by reason
 * @param producers files made, by producer
 * @param fallbacks files that were rewritten although they are large enough to be spliced, by
 *     reason
 * @param commits the versions that were committed, one after the other
 * @param bytesRead bytes of the raw files that were read in full
 * @param bytesCopied bytes of the raw files that were copied as they are
 * @param bytesMoved bytes that went through the job, in and out
 * @param bytesWritten bytes of the files made
 * @param maxBatchSize the most raw files a commit, as app_configs says; null where it says nothing
 * @param seconds from start to the last commit
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
    int filesKept,
    Map<String, Integer> reasons,
    Map<String, Integer> producers,
    Map<String, Integer> fallbacks,
    List<Long> commits,
    long bytesRead,
    long bytesCopied,
    long bytesMoved,
    long bytesWritten,
    Integer maxBatchSize,
    double seconds,
    Map<String, Double> phases)
    implements Result {
  /** How many unknown keys are shown. */
  static final int TOP_KEYS = 10;

  static final String COMMITTED = "committed";
  static final String NOTHING_TO_DO = "nothing to do";
  static final String SWITCHED_OFF = "switched off";

  static EnrichResult switchedOff(String run, String rawPath, String targetPath, Phases phases) {
    return nothing(SWITCHED_OFF, run, rawPath, targetPath, phases);
  }

  /** Nothing was done and nothing is known. */
  static EnrichResult nothing(
      String outcome, String run, String rawPath, String targetPath, Phases phases) {
    return new EnrichResult(
        outcome,
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
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        0,
        0,
        0,
        0,
        null,
        phases.total(),
        phases.seconds());
  }

  @Override
  public Report report() {
    return switch (outcome) {
      case SWITCHED_OFF ->
          Report.titled("Switched off: data_ingestion_enabled is false; nothing was written")
              .note("Pass --ignore-controls to run all the same.")
              .build();
      case NOTHING_TO_DO ->
          Report.titled("Nothing to do: %s is what raw and lookup make".formatted(targetPath))
              .figure("raw version", rawVersion)
              .figure("target version", targetVersion)
              .figure("lookup", "snapshot %s, %,d rows".formatted(lookupSnapshot, lookupRows))
              .figure("files", "%,d kept".formatted(filesKept))
              .figure("seconds", "%.2f: %s".formatted(seconds, phasesInWords()))
              .build();
      default -> committedReport();
    };
  }

  private Report committedReport() {
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
            .figure(
                "files",
                "%,d added, %,d removed, %,d kept".formatted(filesAdded, filesRemoved, filesKept))
            .figure("made for", counts(reasons))
            .figure("made by", counts(producers))
            .figure(
                "bytes",
                "%,d written, of which %,d copied; %,d moved through the job"
                    .formatted(bytesWritten, bytesCopied, bytesMoved))
            .figure("seconds", "%.2f: %s".formatted(seconds, phasesInWords()));
    if (!fallbacks.isEmpty()) {
      report.figure("rewritten, not spliced", counts(fallbacks));
    }
    if (commits.size() > 1) {
      report.figure("commits", "%,d".formatted(commits.size()));
    }
    if (!topUnknownKeys.isEmpty()) {
      List<List<String>> cells =
          topUnknownKeys.entrySet().stream()
              .map(entry -> List.of("'" + entry.getKey() + "'", "%,d".formatted(entry.getValue())))
              .toList();
      report.table("Most frequent unknown keys", List.of("key", "rows"), cells);
    }
    return report.build();
  }

  /** Such as {@code new in raw 3, rule changed 1}. */
  static String counts(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private String phasesInWords() {
    return phases.entrySet().stream()
        .map(phase -> "%s %.2f".formatted(phase.getKey(), phase.getValue()))
        .collect(Collectors.joining(", "));
  }
}
