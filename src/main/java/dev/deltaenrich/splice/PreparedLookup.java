package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.Type;

/**
 * A rule as splicing uses it: no object for a row or a key, so that it takes little of each
 * executor's memory. Immutable.
 */
public final class PreparedLookup implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final LookupKeys keys;
  private final List<ColumnValues> columns;

  PreparedLookup(String key, LookupKeys keys, List<ColumnValues> columns) {
    this.key = key;
    this.keys = keys;
    this.columns = columns;
  }

  /**
   * Sorts a rule's values and numbers its keys.
   *
   * @throws IllegalArgumentException when a value of the lookup is not of its column's type
   */
  public static PreparedLookup of(SpliceRule rule) {
    List<ColumnValues> columns = new ArrayList<>();
    for (int i = 0; i < rule.columns().size(); i++) {
      ColumnValuesBuilder column =
          new ColumnValuesBuilder(rule.columns().get(i), rule.lookup().size() + 1);
      column.add(rule.unmatched()[i]);
      for (Object[] values : rule.lookup().values()) {
        column.add(values[i]);
      }
      columns.add(column.build());
    }
    // A map's values are in the order of its keys.
    return new PreparedLookup(
        rule.key(), new LookupKeys(rule.match(), rule.lookup().keySet()), List.copyOf(columns));
  }

  /** How many keys it has. */
  public int rows() {
    return keys.size() - 1;
  }

  /** The column that is looked up. */
  String key() {
    return key;
  }

  /** Key to lookup row. */
  LookupKeys keys() {
    return keys;
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
