package dev.deltaenrich.splice;

import java.io.IOException;
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
  private final Periods periods;
  private final KeyTally tally;
  private int[] lookupRows = {};
  private BitSet usedRows = new BitSet();
  private BitSet nullRows = new BitSet();
  private BitSet nullTimes = new BitSet();
  private BitSet outside = new BitSet();
  private DictionaryKeys dictionary;
  private UnknownKeys unknown;
  private int rows;
  private long nulls;
  private long matched;

  /**
   * @param tally counts the keys of all row groups
   */
  GroupKeys(PreparedLookup lookup, KeyTally tally) {
    this(lookup.keys(), lookup.periods(), tally);
  }

  /** Keys alone, of a lookup that is always valid. */
  GroupKeys(LookupKeys lookup) {
    this(lookup, null, new KeyTally());
  }

  private GroupKeys(LookupKeys lookup, Periods periods, KeyTally tally) {
    this.lookup = lookup;
    this.periods = periods;
    this.tally = tally;
  }

  /**
   * Looks a row group up.
   *
   * @param keys where the keys are
   * @param number that of the lookup among them
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT
   * @throws IOException when the store fails
   */
  void read(KeysByLookup keys, int number, int group) throws IOException {
    keys.of(number).read(group, this);
    if (periods != null) {
      narrow(keys.timesOf(number).read(group, rows));
    }
  }

  /** Rows so far. */
  int rows() {
    return rows;
  }

  /** Lookup row by row; only the first {@link #rows}, and only until the next row group. */
  int[] lookupRows() {
    return lookupRows;
  }

  /** Which rows have no lookup row. */
  BitSet unmatched() {
    BitSet unmatched = new BitSet(rows);
    for (int row = 0; row < rows; row++) {
      if (lookupRows[row] == LookupKeys.UNMATCHED) {
        unmatched.set(row);
      }
    }
    return unmatched;
  }

  /** Why one of them has none, in the words of the match figures. */
  String whyUnmatched(int row) {
    return nullRows.get(row)
        ? "null-key"
        : nullTimes.get(row) ? "null-time" : outside.get(row) ? "outside-validity" : "unknown-key";
  }

  /** The lookup rows that occur. */
  BitSet usedRows() {
    return usedRows;
  }

  @Override
  public void start(Dictionary entries) {
    usedRows = new BitSet();
    nullRows = new BitSet();
    nullTimes = new BitSet();
    outside = new BitSet();
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
        nulls++;
        nullRows.set(row);
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
        nulls++;
        nullRows.set(row);
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
   * Takes, of each row's key, the lookup row that is valid at the row's own time. Until then rows
   * have the numbers of their keys.
   *
   * @param times of each row, or {@link RowTimes#NONE}
   */
  private void narrow(long[] times) {
    usedRows = new BitSet();
    for (int row = 0; row < rows; row++) {
      int key = lookupRows[row];
      if (key != LookupKeys.UNMATCHED) {
        lookupRows[row] = validRow(row, key, times[row]);
      }
      usedRows.set(lookupRows[row]);
    }
    tally.addNullTimes(nullTimes.cardinality());
    tally.addOutside(outside.cardinality());
  }

  private int validRow(int row, int key, long time) {
    if (time == RowTimes.NONE) {
      nullTimes.set(row);
      return LookupKeys.UNMATCHED;
    }
    int valid = periods.row(key, time);
    if (valid == LookupKeys.UNMATCHED) {
      outside.set(row);
    }
    return valid;
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
