package dev.deltaenrich.splice;

import dev.deltaenrich.plan.MatchCounts;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how the rows of a file meet the lookup, many rows at a time. Unknown keys are counted one
 * by one up to a bound of distinct keys; beyond it all counts are lowered until some drop out, as
 * the algorithm of Misra and Gries does, so that frequent keys stay. Not thread-safe.
 */
final class KeyTally {
  /** Distinct unknown keys that are counted at once. */
  public static final int MOST_KEYS = 10_000;

  /** Bytes of an unknown key that are kept, and characters of one that is longer. */
  public static final int LONGEST_KEY = 200;

  private final Map<String, Long> unknown = new HashMap<>();
  private long rows;
  private long matched;
  private long nullKey;
  private long nullTime;
  private long outside;

  /** Counts rows without a key. */
  public void addNulls(long count) {
    rows += count;
    nullKey += count;
  }

  /** Counts rows whose key the lookup has. */
  public void addMatched(long count) {
    rows += count;
    matched += count;
  }

  /** Of rows that were counted as matched: some lack a time. */
  public void addNullTimes(long count) {
    matched -= count;
    nullTime += count;
  }

  /** Of rows that were counted as matched: of some, the time is outside of the key's periods. */
  public void addOutside(long count) {
    matched -= count;
    outside += count;
  }

  /** Counts rows of one key that the lookup does not have. */
  public void addUnknown(byte[] utf8, long count) {
    rows += count;
    String key = shown(utf8);
    Long known = unknown.get(key);
    if (known != null) {
      unknown.put(key, known + count);
    } else if (unknown.size() < MOST_KEYS) {
      unknown.put(key, count);
    } else {
      makeRoom(key, count);
    }
  }

  private void makeRoom(String key, long count) {
    long lowered = Math.min(count, Collections.min(unknown.values()));
    unknown.replaceAll((known, times) -> times - lowered);
    unknown.values().removeIf(times -> times == 0);
    if (count > lowered) {
      unknown.put(key, count - lowered);
    }
  }

  private static String shown(byte[] utf8) {
    String key = new String(utf8, StandardCharsets.UTF_8);
    if (utf8.length <= LONGEST_KEY || key.codePointCount(0, key.length()) <= LONGEST_KEY) {
      return key;
    }
    return key.substring(0, key.offsetByCodePoints(0, LONGEST_KEY)) + "…";
  }

  /** What was counted. */
  public MatchCounts counts() {
    return new MatchCounts(rows, matched, nullKey, nullTime, outside, unknown);
  }
}
