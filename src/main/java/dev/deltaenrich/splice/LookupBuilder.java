package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a {@link PreparedLookup} of rows that come one by one, without holding them as objects. Not
 * thread-safe.
 */
public final class LookupBuilder {
  /** What a key takes besides its text: its end and its slots, half of them while they grow. */
  private static final int KEY_BYTES = 100;

  private static final int FEW = 16;

  private final SpliceRule rule;
  private final ByteKeys keys;
  private final List<ColumnValuesBuilder> columns = new ArrayList<>();
  private long keyBytes;

  /**
   * @param rule what is added; its own rows are left out
   */
  public LookupBuilder(SpliceRule rule) {
    this(rule, FEW);
  }

  /**
   * @param expected how many rows will be added, about
   */
  LookupBuilder(SpliceRule rule, int expected) {
    this.rule = rule;
    this.keys = new ByteKeys(expected);
    for (int i = 0; i < rule.columns().size(); i++) {
      ColumnValuesBuilder column = new ColumnValuesBuilder(rule.columns().get(i), expected);
      column.add(rule.unmatched()[i]);
      columns.add(column);
    }
  }

  /**
   * Adds a row. A row that was added before changes nothing.
   *
   * @param key the UTF-8 of the key as it is compared, with the row's period after it where rows
   *     are not always valid
   * @param values one for each new column as the Java objects {@link ValueType} names, or null
   * @return whether all rows of this key, and period, have the same values
   * @throws IllegalArgumentException when a value is not of its column's type
   */
  public boolean add(byte[] key, Object[] values) {
    int known = keys.find(key, 0, key.length);
    if (known != ByteKeys.NONE) {
      return has(known + 1, values);
    }
    keys.add(key);
    keyBytes += key.length + KEY_BYTES;
    for (int i = 0; i < values.length; i++) {
      columns.get(i).add(values[i]);
    }
    return true;
  }

  private boolean has(int row, Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!columns.get(i).has(row, values[i])) {
        return false;
      }
    }
    return true;
  }

  /** About how many bytes of memory the lookup takes so far. */
  public long bytes() {
    return keyBytes + columns.stream().mapToLong(ColumnValuesBuilder::bytes).sum();
  }

  /**
   * The lookup. Nothing may be added after this.
   *
   * @throws dev.deltaenrich.failure.EnrichException LOOKUP_DUPLICATES where two rows of a key are
   *     valid at one time
   */
  public PreparedLookup build() {
    List<ColumnValues> values = columns.stream().map(ColumnValuesBuilder::build).toList();
    if (rule.validity() == RowValidity.ALWAYS) {
      return new PreparedLookup(
          rule.key(), keys.size(), new LookupKeys(rule.match(), keys), null, values);
    }
    ByteKeys alone = new ByteKeys(keys.size());
    Periods periods = Periods.of(keys, alone, rule.validity());
    return new PreparedLookup(
        rule.key(), keys.size(), new LookupKeys(rule.match(), alone), periods, values);
  }
}
