package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyEquality;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the keys that several rows have, without a second set of all keys in memory. */
public final class DuplicateKeys {
  private DuplicateKeys() {}

  /** Those keys as they are compared, each with its number of rows, in the order of the rows. */
  public static Map<String, Long> among(List<LookupRow> rows, KeyEquality match) {
    int[] hashes = new int[rows.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = match.normalise(rows.get(i).key()).hashCode();
    }
    Arrays.sort(hashes);
    // Of keys whose hash no other row has, none is there twice.
    Set<Integer> shared = new HashSet<>();
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i] == hashes[i - 1]) {
        shared.add(hashes[i]);
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    for (LookupRow row : shared.isEmpty() ? List.<LookupRow>of() : rows) {
      String key = match.normalise(row.key());
      if (shared.contains(key.hashCode())) {
        counts.merge(key, 1L, Long::sum);
      }
    }
    counts.values().removeIf(count -> count == 1);
    return counts;
  }
}
