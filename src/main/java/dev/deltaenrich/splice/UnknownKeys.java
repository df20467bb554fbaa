package dev.deltaenrich.splice;

import java.util.Arrays;

/**
 * Counts unknown keys that come one by one. Takes a bounded number of keys and hands the rest on at
 * once: where nearly all differ, keeping them would cost more than it saves.
 */
final class UnknownKeys {
  private static final int MOST_KEYS = 1 << 14;

  private final KeyTally tally;
  private final ByteKeys keys = new ByteKeys(64);
  private int[] counts = new int[64];

  /**
   * @param tally to which the counts go in the end
   */
  UnknownKeys(KeyTally tally) {
    this.tally = tally;
  }

  void add(byte[] key) {
    int number = keys.find(key, 0, key.length);
    if (number == ByteKeys.NONE) {
      if (keys.size() == MOST_KEYS) {
        tally.addUnknown(key, 1);
        return;
      }
      number = keys.add(key);
      if (number == counts.length) {
        counts = Arrays.copyOf(counts, number * 2);
      }
    }
    counts[number]++;
  }

  /** Adds up what was counted. */
  void sum() {
    for (int number = 0; number < keys.size(); number++) {
      tally.addUnknown(keys.key(number), counts[number]);
    }
  }
}
