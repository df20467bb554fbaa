package dev.deltaenrich.lineage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the curated table.
 *
 * @param file the URI of the file it is in
 * @param keys its keys by their raw key columns, as rules name them; keys may be null
 * @param values its new columns as text, by name; values may be null
 */
record FoundRow(String file, Map<String, String> keys, Map<String, String> values) {
  /** Copies the maps. */
  FoundRow {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The key that a rule looks up; null where the row has none. */
  String key(AppliedRule rule) {
    return keys.get(rule.key());
  }

  /** The columns that a rule adds, by name. */
  Map<String, String> values(AppliedRule rule) {
    Map<String, String> its = new LinkedHashMap<>();
    rule.columns().forEach(column -> its.put(column.name(), values.get(column.name())));
    return its;
  }
}
