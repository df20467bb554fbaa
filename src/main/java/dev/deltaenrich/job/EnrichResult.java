package dev.deltaenrich.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run did.
 *
 * @param outcome {@code committed}, {@code nothing to do} or {@code switched off}
 * @param run the run's id
 * @param raw the raw table at the version that was read
 * @param target the curated table at the version it has now
 * @param lookup the lookup
 * @param join {@code broadcast} or {@code shuffle}, both where lookups differ; null when there was
 *     none
 * @param counts rows made by this run, which are rows in and rows out, and how they met the lookup;
 *     of several lookups the one that matched least
 * @param lookups of several lookups each one; else none
 * @param quarantinedRows how many of the rows went to the quarantine; null where none do
 * @param inQuarantine rows in the quarantine now; null where none go there, or it is not known
 * @param files the curated table's files
 * @param reasons files made, by reason
 * @param producers files made, by producer
 * @param fallbacks files of which pages were made anew, by reason
 * @param commits the versions that were committed, one after the other
 * @param bytes what making the files took
 * @param maxBatchSize the most raw files a commit, as app_configs says; null where it says nothing
 * @param seconds from start to the last commit
 * @param phases seconds by phase
 */
@JsonPropertyOrder({
  "outcome",
  "run",
  "raw",
  "target",
  "lookup",
  "join",
  "counts",
  "matchRate",
  "topUnknownKeys"
})
public record EnrichResult(
    String outcome,
    String run,
    @JsonUnwrapped(prefix = "raw") TableVersion raw,
    @JsonUnwrapped(prefix = "target") TableVersion target,
    @JsonUnwrapped(prefix = "lookup") LookupFigures lookup,
    String join,
    @JsonUnwrapped MatchCounts counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LookupResult> lookups,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long quarantinedRows,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long inQuarantine,
    @JsonUnwrapped(prefix = "files") FileCounts files,
    Map<String, Integer> reasons,
    Map<String, Integer> producers,
    Map<String, Integer> fallbacks,
    List<Long> commits,
    @JsonUnwrapped(prefix = "bytes") ByteCounts bytes,
    Integer maxBatchSize,
    double seconds,
    Map<String, Double> phases)
    implements Result {
  /** How many unknown keys are shown. */
  static final int TOP_KEYS = 10;

  static final String COMMITTED = "committed";
  static final String NOTHING_TO_DO = "nothing to do";
  static final String SWITCHED_OFF = "switched off";

  /** Nothing was done and nothing is known. */
  static EnrichResult nothing(String outcome, String run, Settings settings, Phases phases) {
    return new EnrichResult(
        outcome,
        run,
        TableVersion.unread(settings.rawPath()),
        TableVersion.unread(settings.targetPath()),
        LookupFigures.UNREAD,
        null,
        MatchCounts.NONE,
        List.of(),
        null,
        null,
        FileCounts.NONE,
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        ByteCounts.NONE,
        null,
        phases.total(),
        phases.seconds());
  }

  /** Matched rows among rows with a key. */
  @JsonProperty
  public double matchRate() {
    return counts.matchRate();
  }

  /** The most frequent unknown keys and their rows; the parts of composite keys have commas. */
  @JsonProperty
  public Map<String, Long> topUnknownKeys() {
    return topUnknownKeys(counts);
  }

  static Map<String, Long> topUnknownKeys(MatchCounts counts) {
    Map<String, Long> shown = new LinkedHashMap<>();
    counts
        .topUnknownKeys(TOP_KEYS)
        .forEach((key, rows) -> shown.merge(CompositeKey.shown(key), rows, Long::sum));
    return shown;
  }

  @Override
  public Report report() {
    return switch (outcome) {
      case SWITCHED_OFF ->
          Report.titled("Switched off: data_ingestion_enabled is false; nothing was written")
              .note("Pass --ignore-controls to run all the same.")
              .build();
      case NOTHING_TO_DO ->
          Report.titled("Nothing to do: %s is what raw and lookup make".formatted(target.path()))
              .figure("raw version", raw.version())
              .figure("target version", target.version())
              .figure("lookup", "snapshot %s, %,d rows".formatted(lookup.snapshot(), lookup.rows()))
              .figure("files", "%,d kept".formatted(files.kept()))
              .figure("seconds", "%.2f: %s".formatted(seconds, phasesInWords()))
              .build();
      default -> committedReport();
    };
  }

  private Report committedReport() {
    Report.Builder report =
        Report.titled("Enriched %s into %s".formatted(raw.path(), target.path()))
            .figure("raw version", raw.version())
            .figure("target version", target.version());
    if (lookups.isEmpty()) {
      report
          .figure(
              "lookup",
              "snapshot %s, %,d rows, %s join".formatted(lookup.snapshot(), lookup.rows(), join))
          .figure("rows", "%,d".formatted(counts.rows()))
          .figure("matched", "%,d".formatted(counts.matched()))
          .figure("unmatched: null key", "%,d".formatted(counts.nullKey()))
          .figure("unmatched: unknown key", "%,d".formatted(counts.unknownKey()));
      if (counts.nullTime() + counts.outsideValidity() > 0) {
        report
            .figure("unmatched: null time", "%,d".formatted(counts.nullTime()))
            .figure("unmatched: outside validity", "%,d".formatted(counts.outsideValidity()));
      }
      report.figure("match rate", "%.4f of the rows with a key".formatted(matchRate()));
    } else {
      report.figure("rows", "%,d".formatted(counts.rows()));
    }
    if (quarantinedRows != null) {
      report.figure(
          "in quarantine",
          "%,d of these rows%s"
              .formatted(
                  quarantinedRows,
                  inQuarantine == null ? "" : ", %,d in all".formatted(inQuarantine)));
    }
    report
        .figure("files", files.inWords())
        .figure("made for", inWords(reasons))
        .figure("made by", inWords(producers))
        .figure(
            "bytes",
            "%,d written, of which %,d copied; %,d moved through the job"
                .formatted(bytes.written(), bytes.copied(), bytes.moved()))
        .figure("seconds", "%.2f: %s".formatted(seconds, phasesInWords()));
    if (!fallbacks.isEmpty()) {
      report.figure("pages made anew", inWords(fallbacks));
    }
    if (commits.size() > 1) {
      report.figure("commits", "%,d".formatted(commits.size()));
    }
    addLookups(report);
    return report.build();
  }

  private void addLookups(Report.Builder report) {
    if (lookups.isEmpty()) {
      addUnknownKeys(report, "Most frequent unknown keys", topUnknownKeys());
      return;
    }
    report.table(
        "Lookups",
        List.of(
            "lookup",
            "table",
            "snapshot",
            "rows",
            "join",
            "matched",
            "null key",
            "unknown key",
            "null time",
            "outside validity"),
        lookups.stream()
            .map(
                it ->
                    List.of(
                        it.name(),
                        it.table(),
                        it.snapshot(),
                        "%,d".formatted(it.snapshotRows()),
                        it.join(),
                        "%,d".formatted(it.counts().matched()),
                        "%,d".formatted(it.counts().nullKey()),
                        "%,d".formatted(it.counts().unknownKey()),
                        "%,d".formatted(it.counts().nullTime()),
                        "%,d".formatted(it.counts().outsideValidity())))
            .toList());
    lookups.forEach(
        it ->
            addUnknownKeys(
                report, "Most frequent unknown keys of " + it.name(), it.topUnknownKeys()));
  }

  private static void addUnknownKeys(Report.Builder report, String title, Map<String, Long> keys) {
    if (!keys.isEmpty()) {
      report.table(
          title,
          List.of("key", "rows"),
          keys.entrySet().stream()
              .map(entry -> List.of("'" + entry.getKey() + "'", "%,d".formatted(entry.getValue())))
              .toList());
    }
  }

  /** Such as {@code new in raw 3, rule changed 1}. */
  static String inWords(Map<String, Integer> counts) {
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
