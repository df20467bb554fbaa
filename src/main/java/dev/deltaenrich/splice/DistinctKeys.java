package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.BitSet;

/** Different keys of a row group, by number: their lookup rows and how often they occur. */
final class DistinctKeys {
  private final LookupKeys lookup;
  private byte[][] keys;
  private int[] lookupRows;
  private int[] counts;
  private int size;

  DistinctKeys(LookupKeys lookup, int capacity) {
    this.lookup = lookup;
    this.keys = new byte[capacity][];
    this.lookupRows = new int[capacity];
    this.counts = new int[capacity];
  }

  /** Takes one in, looks it up, and gives it the next number. */
  int add(byte[] key) {
    if (size == keys.length) {
      int more = size * 2 + 1;
      keys = Arrays.copyOf(keys, more);
      lookupRows = Arrays.copyOf(lookupRows, more);
      counts = Arrays.copyOf(counts, more);
    }
    keys[size] = key;
    lookupRows[size] = lookup.row(key);
    return size++;
  }

  int size() {
    return size;
  }

  byte[] key(int number) {
    return keys[number];
  }

  /** Lookup row by number; not a copy, valid until the next {@link #add}. */
  int[] lookupRows() {
    return lookupRows;
  }

  /** Occurrences by number, to be counted up; not a copy, valid until the next {@link #add}. */
  int[] counts() {
    return counts;
  }

  /** Adds up what was counted. */
  void sum(KeyTally tally, BitSet usedRows) {
    for (int i = 0; i < size; i++) {
      if (counts[i] > 0) {
        usedRows.set(lookupRows[i]);
        tally.add(keys[i], lookupRows[i], counts[i]);
      }
    }
  }
}
