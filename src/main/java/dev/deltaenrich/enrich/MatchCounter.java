package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.MatchCounts;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts how rows meet the lookup. Unknown keys are counted one by one up to a bound of distinct
 * keys; beyond it all counts are lowered by one until some drop out, as Misra and Gries have it, so
 * that frequent keys stay. Not thread-safe.
 */
final class MatchCounter {
  static final int MOST_KEYS = 10_000;

  /** Characters of an unknown key that are kept; longer ones are for no screen and fill memory. */
  static final int LONGEST_KEY = 200;

  private static final UTF8String CUT = UTF8String.fromString("…");

  private final Map<UTF8String, Long> unknown = new HashMap<>();
  private long rows;
  private long matched;
  private long nullKey;

  /**
   * Counts one row.
   *
   * @param key the raw key, or null; copied where it is kept
   * @param found whether the lookup has it
   */
  void add(UTF8String key, boolean found) {
    rows++;
    if (found) {
      matched++;
    } else if (key == null) {
      nullKey++;
    } else {
      addUnknown(key.numBytes() <= LONGEST_KEY ? key : cut(key));
    }
  }

  private static UTF8String cut(UTF8String key) {
    UTF8String start = key.substring(0, LONGEST_KEY);
    return start.numBytes() == key.numBytes() ? key : UTF8String.concat(start, CUT);
  }

  MatchCounts counts() {
    Map<String, Long> keys = new HashMap<>();
    unknown.forEach((key, count) -> keys.put(key.toString(), count));
    return new MatchCounts(rows, matched, nullKey, keys);
  }

  long rows() {
    return rows;
  }

  private void addUnknown(UTF8String key) {
    Long count = unknown.get(key);
    if (count != null) {
      unknown.put(key, count + 1);
    } else if (unknown.size() < MOST_KEYS) {
      unknown.put(key.copy(), 1L);
    } else {
      unknown.replaceAll((known, times) -> times - 1);
      unknown.values().removeIf(times -> times == 0);
    }
  }
}
