package dev.deltaenrich.job;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unknown keys of a run's rows, as rows of the table of unmatched keys.
 *
 * @param run the run's id
 * @param target the curated table
 * @param ended when the run ended
 * @param keys of each lookup, by its name, the most frequent keys with their rows
 */
record RegisteredKeys(
    String run, String target, OffsetDateTime ended, Map<String, Map<String, Long>> keys) {
  /** How many keys of a lookup are entered: enough to act on, and a run stays a few rows. */
  static final int MOST_KEYS = 100;

  /** What stands for a character that no text of PostgreSQL has. */
  private static final char SHOWN_NUL = '\u2400';

  /** Those of a result; none where the run committed nothing. */
  static RegisteredKeys of(EnrichResult result, Settings settings, OffsetDateTime ended) {
    Map<String, Map<String, Long>> keys = new LinkedHashMap<>();
    if (result.outcome().equals(EnrichResult.COMMITTED)) {
      for (LookupSettings lookup : settings.lookups()) {
        keys.put(
            lookup.name(),
            shown(counts(result, lookup.name()), lookup.rule().rawKeys().size() > 1));
      }
      keys.values().removeIf(Map::isEmpty);
    }
    return new RegisteredKeys(result.run(), settings.targetPath(), ended, keys);
  }

  /** Results list the lookups that have names. */
  private static MatchCounts counts(EnrichResult result, String name) {
    return result.lookups().stream()
        .filter(lookup -> lookup.name().equals(name))
        .map(LookupResult::counts)
        .findFirst()
        .orElse(result.counts());
  }

  private static Map<String, Long> shown(MatchCounts counts, boolean composite) {
    Map<String, Long> shown = new LinkedHashMap<>();
    counts
        .topUnknownKeys(MOST_KEYS)
        .forEach((key, rows) -> shown.merge(shown(key, composite), rows, Long::sum));
    return shown;
  }

  private static String shown(String key, boolean composite) {
    return composite ? CompositeKey.shown(key) : key.replace('\0', SHOWN_NUL);
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Inserts the rows by one statement, whose failure repeats none of the keys. */
  void enter(Connection open, String table) throws SQLException {
    String sql =
        """
        INSERT INTO %s (run, target, ended, lookup, key, rows)
        SELECT ?, ?, ?, lookup, key, rows
        FROM unnest(?::text[], ?::text[], ?::bigint[]) AS unknown (lookup, key, rows)
        ON CONFLICT DO NOTHING
        """
            .formatted(SqlIdentifier.qualified(table));
    List<String> lookups = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    keys.forEach(
        (lookup, counts) -> {
          lookups.addAll(Collections.nCopies(counts.size(), lookup));
          texts.addAll(counts.keySet());
          rows.addAll(counts.values());
        });
    try (PreparedStatement insert = open.prepareStatement(sql)) {
      insert.setString(1, run);
      insert.setString(2, target);
      insert.setObject(3, ended);
      insert.setArray(4, open.createArrayOf("text", lookups.toArray()));
      insert.setArray(5, open.createArrayOf("text", texts.toArray()));
      insert.setArray(6, open.createArrayOf("bigint", rows.toArray()));
      insert.executeUpdate();
    }
  }
}
