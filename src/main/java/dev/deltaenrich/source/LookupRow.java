package dev.deltaenrich.source;

import java.util.Arrays;
import java.util.List;

/**
 * One row of a lookup.
 *
 * @param key as it stands in the database; never null
 * @param values one per looked-up column, in order; null for null
 */
public record LookupRow(String key, Object[] values) {
  /** The values as text that casts back to them; null for null. */
  public List<String> texts() {
    return Arrays.stream(values).map(LookupType::text).toList();
  }
}
