package dev.deltaenrich.splice;

import java.util.BitSet;
import org.apache.parquet.column.Dictionary;

/** A chunk's dictionary, each entry looked up once: its lookup row, and how often it occurs. */
final class DictionaryKeys {
  private final byte[][] keys;
  private final int[] lookupRows;
  private final int[] counts;

  DictionaryKeys(Dictionary entries, LookupKeys lookup) {
    int size = entries.getMaxId() + 1;
    this.keys = new byte[size][];
    this.lookupRows = new int[size];
    this.counts = new int[size];
    for (int id = 0; id < size; id++) {
      keys[id] = entries.decodeToBinary(id).getBytes();
      lookupRows[id] = lookup.row(keys[id]);
    }
  }

  /** Lookup row by id; not a copy. */
  int[] lookupRows() {
    return lookupRows;
  }

  /** Occurrences by id, to be counted up; not a copy. */
  int[] counts() {
    return counts;
  }

  /** Adds up what was counted. */
  void sum(KeyTally tally, BitSet usedRows) {
    for (int id = 0; id < counts.length; id++) {
      if (counts[id] == 0) {
        continue;
      }
      usedRows.set(lookupRows[id]);
      if (lookupRows[id] == LookupKeys.UNMATCHED) {
        tally.addUnknown(keys[id], counts[id]);
      } else {
        tally.addMatched(counts[id]);
      }
    }
  }
}
