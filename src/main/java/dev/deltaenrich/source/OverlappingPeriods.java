package dev.deltaenrich.source;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two rows of one key that are valid at one time.
 *
 * @param key the key as it is compared
 * @param one the period that begins first
 * @param other that of the other row
 */
public record OverlappingPeriods(String key, Period one, Period other) {
  /**
   * Some of those among a lookup's rows, one for each key that has such.
   *
   * @param untilNext whether a row is valid until the next one begins: only rows that begin at one
   *     moment overlap then
   * @param most no more are looked for once there are as many
   */
  public static List<OverlappingPeriods> among(
      List<LookupRow> rows, KeyEquality match, boolean untilNext, int most) {
    // Sorted by their keys' hashes, so that no second set of all keys is in memory.
    long[] byHash = new long[rows.size()];
    for (int i = 0; i < byHash.length; i++) {
      byHash[i] = (long) key(rows.get(i), match).hashCode() << Integer.SIZE | i;
    }
    Arrays.sort(byHash);
    List<OverlappingPeriods> found = new ArrayList<>();
    for (int start = 0, end = 0; start < byHash.length && found.size() < most; start = end) {
      Map<String, List<Period>> periods = new TreeMap<>();
      while (end < byHash.length && byHash[end] >> Integer.SIZE == byHash[start] >> Integer.SIZE) {
        LookupRow row = rows.get((int) byHash[end++]);
        periods
            .computeIfAbsent(key(row, match), any -> new ArrayList<>())
            .add(Period.of(row.key()));
      }
      periods.forEach((key, its) -> first(key, its, untilNext).ifPresent(found::add));
    }
    return found;
  }

  private static String key(LookupRow row, KeyEquality match) {
    return match.normalise(Period.keyOf(row.key()));
  }

  private static Optional<OverlappingPeriods> first(
      String key, List<Period> periods, boolean untilNext) {
    periods.sort((one, other) -> Long.compare(one.from(), other.from()));
    for (int i = 1; i < periods.size(); i++) {
      Period before = periods.get(i - 1);
      Period next = periods.get(i);
      if (untilNext ? before.from() == next.from() : before.overlaps(next)) {
        return Optional.of(new OverlappingPeriods(key, before, next));
      }
    }
    return Optional.empty();
  }

  /** For people: the key and both periods. */
  public String shown() {
    return "'%s' (%s and %s)".formatted(CompositeKey.shown(key), one.shown(), other.shown());
  }
}
