package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.sink.LookupHistory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The histories of a run's lookups: an object for each lookup, though they may be of one table.
 * Archives each lookup once. Not thread-safe.
 */
final class LookupHistories {
  private final Map<String, LookupHistory> byName = new LinkedHashMap<>();
  private final Map<String, String> archived = new HashMap<>();

  LookupHistories(SparkSession spark, Settings settings, EnrichOptions options) {
    for (LookupSettings lookup : settings.lookups()) {
      byName.put(lookup.name(), new LookupHistory(spark, lookup.historyPath()));
    }
    // A snapshot that the run was told to use comes from the archive.
    options.lookupSnapshot().ifPresent(ids -> archived.putAll(LookupIds.parse(ids)));
  }

  LookupHistory of(LookupSettings lookup) {
    return byName.get(lookup.name());
  }

  /** Archives a lookup; before a version names it. */
  void archive(JoinedLookup lookup) {
    LookupHistory history = of(lookup.settings());
    String id = lookup.lookup().id();
    if (id.equals(archived.get(lookup.settings().name()))) {
      // A second read of the same may have spilled its rows again.
      history.abandon();
    } else {
      history.archive(lookup.lookup());
      archived.put(lookup.settings().name(), id);
    }
  }

  /** See {@link LookupHistory#requireOurs}. */
  void requireOurs() {
    byName.values().forEach(LookupHistory::requireOurs);
  }

  /** See {@link LookupHistory#abandon}. */
  void abandon() {
    byName.values().forEach(LookupHistory::abandon);
  }
}
