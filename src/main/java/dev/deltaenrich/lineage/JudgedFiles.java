package dev.deltaenrich.lineage;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.engine.KeyColumns;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A curated table's files: those of which it is recorded what their keys were compared with, and
 * the others.
 *
 * @param judged by what their keys were compared with
 * @param unjudged by the reason, in words
 */
record JudgedFiles(
    Map<KeyComparison, List<CuratedFile>> judged, Map<String, List<CuratedFile>> unjudged) {
  private static final String NO_TAGS = "another program wrote them, or deleted rows of them";
  private static final String NO_RULE = "the rule that made them is no longer recorded";

  /**
   * Sorts the files of {@code curated} for one lookup. Reads logs, no data.
   *
   * @param commits those of the runs that made the files
   */
  static JudgedFiles of(
      SparkSession spark,
      CuratedTable curated,
      Map<String, RecordedCommit> commits,
      KnownLookup lookup) {
    Sorting sorting = new Sorting(spark, curated, commits, lookup);
    JudgedFiles sorted = new JudgedFiles(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (CuratedFile file : curated.files()) {
      Verdict verdict = sorting.verdict(file);
      if (verdict.comparison() == null) {
        sorted.unjudged.computeIfAbsent(verdict.reason(), any -> new ArrayList<>()).add(file);
      } else {
        sorted.judged.computeIfAbsent(verdict.comparison(), any -> new ArrayList<>()).add(file);
      }
    }
    return sorted;
  }

  /** Files that can be judged and were made by another rule than the lookup has now. */
  int ofOtherRules(KnownLookup lookup) {
    String today = lookup.ruleOfSettings().id();
    return (int)
        judged.values().stream()
            .flatMap(List::stream)
            .flatMap(file -> file.ofLookup(lookup.name()).tags().stream())
            .filter(tags -> !tags.rule().equals(today))
            .count();
  }

  /** One of the two is null. */
  private record Verdict(KeyComparison comparison, String reason) {}

  /** What is read once for all files. */
  private static final class Sorting {
    private final SparkSession spark;
    private final CuratedTable curated;
    private final KnownLookup lookup;
    private final Map<String, RecordedCommit> commits;
    private final Map<String, LookupHistory> histories = new HashMap<>();
    private final Map<KeyComparison, Verdict> verdicts = new HashMap<>();

    Sorting(
        SparkSession spark,
        CuratedTable curated,
        Map<String, RecordedCommit> commits,
        KnownLookup lookup) {
      this.spark = spark;
      this.curated = curated;
      this.lookup = lookup;
      this.commits = commits;
    }

    Verdict verdict(CuratedFile file) {
      if (file.tags().isEmpty()) {
        return new Verdict(null, NO_TAGS);
      }
      Optional<RecordedCommit> commit = file.tags().map(FileTags::run).map(commits::get);
      LookupOrigin origin = LookupOrigin.of(new Origin(file, commit), lookup);
      if (origin.tags().isEmpty()) {
        return new Verdict(null, "they were " + lookup.madeWithout());
      }
      if (origin.rule().isEmpty()) {
        return new Verdict(null, NO_RULE);
      }
      FileTags tags = origin.tags().get();
      AppliedRule rule = origin.rule().get();
      return verdicts.computeIfAbsent(
          new KeyComparison(origin.history(), tags.lookupSnapshot(), rule.match(), rule.key()),
          this::verdict);
    }

    private Verdict verdict(KeyComparison comparison) {
      if (KeyColumns.find(curated.schema(), CompositeKey.columns(comparison.key())).isEmpty()) {
        return new Verdict(
            null, "the table no longer has their key column '%s'".formatted(comparison.key()));
      }
      LookupHistory history =
          histories.computeIfAbsent(comparison.history(), path -> new LookupHistory(spark, path));
      return history.isWhole(comparison.snapshot())
          ? new Verdict(comparison, null)
          : new Verdict(null, "their lookup snapshot is no longer kept in " + comparison.history());
    }
  }
}
