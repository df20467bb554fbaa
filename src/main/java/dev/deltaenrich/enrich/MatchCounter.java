package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.splice.KeyTally;
import org.apache.spark.unsafe.types.UTF8String;

/** Counts how rows meet the lookup, one by one. Not thread-safe. */
final class MatchCounter {
  private final KeyTally tally = new KeyTally();

  /**
   * Counts one row.
   *
   * @param key the raw key, or null; copied where it is kept
   * @param found whether the lookup has it
   */
  void add(UTF8String key, boolean found) {
    if (found) {
      tally.addMatched(1);
    } else if (key == null) {
      tally.addNulls(1);
    } else {
      tally.addUnknown(key.getBytes(), 1);
    }
  }

  MatchCounts counts() {
    return tally.counts();
  }
}
