package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.BitSet;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;

/**
 * The keys of a row group, looked up: for each row the lookup row it takes its values from. Used
 * for one row group after another. Not thread-safe.
 */
final class GroupKeys implements KeySink {
  private final LookupKeys lookup;
  private final KeyTally tally;
  private int[] lookupRows = {};
  private BitSet usedRows = new BitSet();
  private BitSet nullRows = new BitSet();
  private DictionaryKeys dictionary;
  private UnknownKeys unknown;
  private int rows;
  private long nulls;
  private long matched;

  /**
   * @param tally counts the keys of all row groups
   */
  GroupKeys(LookupKeys lookup, KeyTally tally) {
    this.lookup = lookup;
    this.tally = tally;
  }

  /** Rows so far. */
  int rows() {
    return rows;
  }

  /** Lookup row by row; only the first {@link #rows}, and only until the next row group. */
  int[] lookupRows() {
    return lookupRows;
  }

  /** Which rows have no lookup row, since their keys are null or unknown. */
  BitSet unmatched() {
    BitSet unmatched = new BitSet(rows);
    for (int row = 0; row < rows; row++) {
      if (lookupRows[row] == LookupKeys.UNMATCHED) {
        unmatched.set(row);
      }
    }
    return unmatched;
  }

  /** Which of them have no key. */
  BitSet nullRows() {
    return nullRows;
  }

  /** The lookup rows that occur. */
  BitSet usedRows() {
    return usedRows;
  }

  @Override
  public void start(Dictionary entries) {
    usedRows = new BitSet();
    nullRows = new BitSet();
    dictionary = entries == null ? null : new DictionaryKeys(entries, lookup);
    unknown = new UnknownKeys(tally);
    rows = 0;
    nulls = 0;
    matched = 0;
  }

  @Override
  public void addEntries(Dictionary entries) {
    for (int id = 0; id <= entries.getMaxId(); id++) {
      usedRows.set(lookup.row(entries.decodeToBinary(id).getBytes()));
    }
  }

  @Override
  public void addIds(ValuesReader levels, ValuesReader ids, int count) {
    int[] rowOfId = dictionary.lookupRows();
    int[] counts = dictionary.counts();
    int end = rows + count;
    lookupRows = LeafValues.grown(lookupRows, end);
    int[] target = lookupRows;
    for (int row = rows; row < end; row++) {
      if (levels == null || levels.readInteger() != 0) {
        int id = ids.readValueDictionaryId();
        counts[id]++;
        target[row] = rowOfId[id];
      } else {
        target[row] = LookupKeys.UNMATCHED;
        nullRows.set(row);
        nulls++;
      }
    }
    rows = end;
  }

  @Override
  public void addTexts(ValuesReader levels, ValuesReader texts, int count) {
    int end = rows + count;
    lookupRows = LeafValues.grown(lookupRows, end);
    for (int row = rows; row < end; row++) {
      if (levels == null || levels.readInteger() != 0) {
        lookupRows[row] = lookUp(texts.readBytes().getBytes());
      } else {
        lookupRows[row] = LookupKeys.UNMATCHED;
        nullRows.set(row);
        nulls++;
      }
    }
    rows = end;
  }

  @Override
  public void addConstant(byte[] key, int count) {
    int row = key == null ? LookupKeys.UNMATCHED : lookup.row(key);
    lookupRows = LeafValues.grown(lookupRows, rows + count);
    Arrays.fill(lookupRows, rows, rows + count, row);
    usedRows.set(row);
    if (key == null) {
      nullRows.set(rows, rows + count);
      nulls += count;
    } else if (row == LookupKeys.UNMATCHED) {
      tally.addUnknown(key, count);
    } else {
      matched += count;
    }
    rows += count;
  }

  /**
   * Takes, of each row's key, the lookup row that is valid at the row's own time. Once, after
   * {@link #end}; until then rows have the numbers of their keys.
   *
   * @param times of each row, or {@link RowTimes#NONE}
   */
  void narrow(Periods periods, long[] times) {
    usedRows = new BitSet();
    long nullTimes = 0;
    long outside = 0;
    for (int row = 0; row < rows; row++) {
      int key = lookupRows[row];
      if (key != LookupKeys.UNMATCHED) {
        boolean hasTime = times[row] != RowTimes.NONE;
        int valid = hasTime ? periods.row(key, times[row]) : LookupKeys.UNMATCHED;
        nullTimes += hasTime ? 0 : 1;
        outside += hasTime && valid == LookupKeys.UNMATCHED ? 1 : 0;
        lookupRows[row] = valid;
      }
      usedRows.set(lookupRows[row]);
    }
    tally.addNullTimes(nullTimes);
    tally.addOutside(outside);
  }

  private int lookUp(byte[] key) {
    int row = lookup.row(key);
    usedRows.set(row);
    if (row == LookupKeys.UNMATCHED) {
      unknown.add(key);
    } else {
      matched++;
    }
    return row;
  }

  /** The tally and {@link #usedRows} are whole then. */
  @Override
  public void end() {
    if (dictionary != null) {
      dictionary.sum(tally, usedRows);
    }
    unknown.sum();
    tally.addMatched(matched);
    tally.addNulls(nulls);
    if (nulls > 0) {
      usedRows.set(LookupKeys.UNMATCHED);
    }
  }
}
