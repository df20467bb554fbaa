package dev.deltaenrich.splice;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.schema.Type;

/**
 * A rule as splicing uses it: no object for a row or a key, so that it takes little of each
 * executor's memory. Immutable.
 */
public final class PreparedLookup implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final int rows;
  private final LookupKeys keys;
  private final Periods periods;
  private final List<ColumnValues> columns;

  /**
   * @param rows how many rows there are
   * @param periods when each row is valid; null where all always are, and a row's number is its
   *     key's
   */
  PreparedLookup(
      String key, int rows, LookupKeys keys, Periods periods, List<ColumnValues> columns) {
    this.key = key;
    this.rows = rows;
    this.keys = keys;
    this.periods = periods;
    this.columns = columns;
  }

  /**
   * Sorts a rule's values and numbers its keys.
   *
   * @throws dev.deltaenrich.failure.EnrichException LOOKUP_DUPLICATES where two rows of a key are
   *     valid at one time
   * @throws IllegalArgumentException when a value of the lookup is not of its column's type
   */
  public static PreparedLookup of(SpliceRule rule) {
    LookupBuilder builder = new LookupBuilder(rule, rule.lookup().size() + 1);
    rule.lookup()
        .forEach((key, values) -> builder.add(key.getBytes(StandardCharsets.UTF_8), values));
    return builder.build();
  }

  /** How many rows it has. */
  public int rows() {
    return rows;
  }

  /** The column that is looked up. */
  String key() {
    return key;
  }

  /** Key to the key's number, which is that of its row unless there are {@link #periods}. */
  LookupKeys keys() {
    return keys;
  }

  /** When each row is valid; null where all always are. */
  Periods periods() {
    return periods;
  }

  /** Lookup row to values, by column; row 0 has the values of rows without a match. */
  List<ColumnValues> columns() {
    return columns;
  }

  /** What is added to a table. */
  List<AddedColumn> added() {
    return columns.stream().map(ColumnValues::column).toList();
  }

  /** The same as Parquet has them. */
  List<Type> types() {
    return columns.stream().map(values -> (Type) values.type()).toList();
  }
}
