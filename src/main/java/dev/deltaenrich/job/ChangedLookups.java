package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.DoubtfulFile;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.plan.Reason;
import dev.deltaenrich.plan.Verdicts;
import dev.deltaenrich.sink.QuarantinedRows;
import dev.deltaenrich.source.RawKey;
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
  private final Map<LookupSettings, LookupCheck> quarantineChecks = new HashMap<>();

  ChangedLookups(SparkSession spark, LookupHistories histories, Settings settings) {
    this.histories = histories;
    for (LookupSettings lookup : settings.lookups()) {
      checks.put(lookup, new LookupCheck(spark, histories.of(lookup), lookup));
      quarantineChecks.put(lookup, new LookupCheck(spark, histories.of(lookup), lookup));
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
      RawKey key = inputs.raw().key(joined.rule());
      Verdicts verdicts =
          checks.get(joined.settings()).verdicts(asked, inputs.curated(), key, joined);
      add(verdicts, joined.settings(), changedKeys, changedLookups);
      inputs
          .quarantine()
          .filter(rows -> !isPartition(key, rows))
          .map(
              rows ->
                  quarantineChecks
                      .get(joined.settings())
                      .verdicts(inQuarantine(asked, rows), rows.table(), key, joined))
          .ifPresent(more -> add(more, joined.settings(), changedKeys, changedLookups));
      doubtful.stream()
          .map(DoubtfulFile::since)
          .filter(it -> verdicts.goneSnapshots().contains(LookupIds.parse(it).get(name)))
          .forEach(gone::add);
    }
    return new Verdicts(changedKeys, changedLookups, gone, Set.of(), Set.of());
  }

  private void add(
      Verdicts verdicts,
      LookupSettings lookup,
      Map<String, Integer> changedKeys,
      Map<String, List<String>> changedLookups) {
    verdicts.changedKeys().forEach((path, keys) -> changedKeys.merge(path, keys, this::sum));
    if (lookup.isNamed()) {
      verdicts
          .changedKeys()
          .keySet()
          .forEach(
              path -> {
                List<String> names = changedLookups.computeIfAbsent(path, any -> new ArrayList<>());
                if (!names.contains(lookup.name())) {
                  names.add(lookup.name());
                }
              });
    }
  }

  /** Whether all rows of a curated file have one key, so that the curated file itself tells. */
  private static boolean isPartition(RawKey key, QuarantinedRows rows) {
    return rows.table()
        .partitionColumns()
        .containsAll(key.parts().stream().map(RawKey.Part::name).toList());
  }

  /** The other rows of the same sources, as files that are in the same doubt. */
  private static List<DoubtfulFile> inQuarantine(
      List<DoubtfulFile> doubtful, QuarantinedRows rows) {
    Map<String, DoubtfulFile> byPath = new HashMap<>();
    doubtful.forEach(file -> byPath.put(file.file().path(), file));
    return rows.filesOf(doubtful.stream().map(DoubtfulFile::file).toList()).stream()
        .map(
            file ->
                new DoubtfulFile(
                    file, byPath.get(file.path()).sources(), byPath.get(file.path()).since()))
        .toList();
  }

  private int sum(int one, int other) {
    return one == Reason.UNCOUNTED || other == Reason.UNCOUNTED ? Reason.UNCOUNTED : one + other;
  }
}
