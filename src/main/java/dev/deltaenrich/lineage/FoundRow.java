package dev.deltaenrich.lineage;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Validity;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the curated table.
 *
 * @param file the URI of the file it is in
 * @param keys its keys by their raw key columns, as rules name them; keys may be null
 * @param values its new columns as text, by name; values may be null
 * @param times its own times in microseconds since 1970 in UTC, by the rules' validity; times may
 *     be null
 * @param quarantined why it is in the quarantine; null where it is in the table
 */
record FoundRow(
    String file,
    Map<String, String> keys,
    Map<String, String> values,
    Map<Validity, Long> times,
    String quarantined) {
  /** Copies the maps. */
  FoundRow {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    times = Collections.unmodifiableMap(new HashMap<>(times));
  }

  /** The key that a rule looks up; null where the row has none. */
  String key(AppliedRule rule) {
    return keys.get(rule.key());
  }

  /** The time at which the lookup's rows must be valid; null where the row has none. */
  Long time(Validity validity) {
    return times.get(validity);
  }

  /** The columns that a rule adds, by name; without those that the table does not have. */
  Map<String, String> values(AppliedRule rule) {
    Map<String, String> its = new LinkedHashMap<>();
    rule.columns().stream()
        .map(NewColumn::name)
        .filter(values::containsKey)
        .forEach(name -> its.put(name, values.get(name)));
    return its;
  }
}
