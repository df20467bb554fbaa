package dev.deltaenrich.lineage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the curated table.
 *
 * @param file the URI of the file it is in
 * @param key its key; may be null
 * @param values its new columns as text, by name; values may be null
 */
record FoundRow(String file, String key, Map<String, String> values) {
  /** Copies {@code values}. */
  FoundRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
