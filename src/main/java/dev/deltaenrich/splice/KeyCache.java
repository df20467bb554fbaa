package dev.deltaenrich.splice;

import java.util.Arrays;

/**
 * Numbers for keys that come as texts, so that each is looked up once and not once a row. Takes a
 * bounded number of keys: where nearly all differ, keeping them would cost more than it saves.
 */
final class KeyCache {
  /** Returned when the cache is full and does not have the key. */
  static final int NO_NUMBER = -1;

  private static final int MOST_KEYS = 1 << 16;
  private static final int SLOT_BITS = 18;
  private static final int SLOTS = 1 << SLOT_BITS;

  private final DistinctKeys keys;
  private final int[] numbers = new int[SLOTS];

  KeyCache(LookupKeys lookup) {
    this.keys = new DistinctKeys(lookup, 1 << 10);
    Arrays.fill(numbers, NO_NUMBER);
  }

  DistinctKeys keys() {
    return keys;
  }

  /** The number of a key, which is kept as it is when it is new. */
  int number(byte[] key) {
    int hash = Arrays.hashCode(key) * 0x9E3779B9;
    int slot = hash >>> (Integer.SIZE - SLOT_BITS);
    while (numbers[slot] != NO_NUMBER) {
      if (Arrays.equals(keys.key(numbers[slot]), key)) {
        return numbers[slot];
      }
      slot = (slot + 1) % SLOTS;
    }
    if (keys.size() == MOST_KEYS) {
      return NO_NUMBER;
    }
    numbers[slot] = keys.add(key);
    return numbers[slot];
  }
}
