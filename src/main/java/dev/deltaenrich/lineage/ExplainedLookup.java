package dev.deltaenrich.lineage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one of several lookups did for a row of the curated table. What is not known is null, as in
 * {@link ExplainedRow}; so is all that a file does not have that was made without this lookup.
 *
 * @param name the lookup's name
 * @param keyColumn the raw key column
 * @param key the row's key; null where it has none
 * @param values the columns it added as text, by name; values may be null
 * @param lookupTable the table the lookup snapshot was taken of
 * @param lookupSnapshot the lookup snapshot's id
 * @param snapshotKeptSince when the snapshot was first kept
 * @param lookupRow what the snapshot said for the key; null where it said nothing
 * @param lookupAnswer the same in words
 * @param rule the rule's id
 */
public record ExplainedLookup(
    String name,
    String keyColumn,
    String key,
    Map<String, String> values,
    String lookupTable,
    String lookupSnapshot,
    String snapshotKeptSince,
    Map<String, String> lookupRow,
    String lookupAnswer,
    String rule) {
  /** Copies the maps. */
  public ExplainedLookup {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    lookupRow =
        lookupRow == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(lookupRow));
  }
}
