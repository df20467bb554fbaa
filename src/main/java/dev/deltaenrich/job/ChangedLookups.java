package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.DoubtfulFile;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.plan.Reason;
import dev.deltaenrich.plan.Verdicts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Finds out which curated files changed lookups concern, lookup by lookup. One object serves one
 * run; not thread-safe.
 */
final class ChangedLookups {
  private final LookupHistories histories;
  private final Map<LookupSettings, LookupCheck> checks = new LinkedHashMap<>();

  ChangedLookups(SparkSession spark, LookupHistories histories, Settings settings) {
    this.histories = histories;
    for (LookupSettings lookup : settings.lookups()) {
      checks.put(lookup, new LookupCheck(spark, histories.of(lookup), lookup));
    }
  }

  /** Whether all snapshots are archived; of today's lookups each has to be among them. */
  boolean areKept(String snapshots) {
    return checks.keySet().stream()
        .allMatch(
            lookup ->
                LookupIds.find(snapshots, lookup.name())
                    .filter(histories.of(lookup)::contains)
                    .isPresent());
  }

  /**
   * The verdicts on files in doubt.
   *
   * @param inputs with today's lookups; one over its broadcast bound must be in the history
   *     already, or else every file counts as concerned
   */
  Verdicts verdicts(List<DoubtfulFile> doubtful, RunInputs inputs) {
    Map<String, Integer> changedKeys = new HashMap<>();
    Map<String, List<String>> changedLookups = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (JoinedLookup joined : inputs.lookups()) {
      String name = joined.settings().name();
      List<DoubtfulFile> asked =
          doubtful.stream()
              .map(file -> file.since(LookupIds.parse(file.since()).get(name)))
              .filter(file -> !file.since().equals(joined.lookup().id()))
              .toList();
      Verdicts verdicts =
          checks
              .get(joined.settings())
              .verdicts(asked, inputs.curated(), inputs.raw().key(joined.rule()), joined);
      verdicts.changedKeys().forEach((path, keys) -> changedKeys.merge(path, keys, this::sum));
      if (joined.settings().isNamed()) {
        verdicts
            .changedKeys()
            .keySet()
            .forEach(
                path -> changedLookups.computeIfAbsent(path, any -> new ArrayList<>()).add(name));
      }
      doubtful.stream()
          .map(DoubtfulFile::since)
          .filter(it -> verdicts.goneSnapshots().contains(LookupIds.parse(it).get(name)))
          .forEach(gone::add);
    }
    return new Verdicts(changedKeys, changedLookups, gone, Set.of());
  }

  private int sum(int one, int other) {
    return one == Reason.UNCOUNTED || other == Reason.UNCOUNTED ? Reason.UNCOUNTED : one + other;
  }
}
