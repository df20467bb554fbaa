package dev.deltaenrich.splice;

import java.io.Serializable;

/**
 * Where the keys of a file's rows are: in a column of the file, or one key for all rows, which is
 * in no column.
 *
 * @param column the key column, as the table's schema spells it; null for one key
 * @param value the one key of all rows; null where they have none
 */
public record SourceKey(String column, String value) implements Serializable {
  /** Keys in a column; of a file that lacks the column, no row has one. */
  public static SourceKey inColumn(String name) {
    return new SourceKey(name, null);
  }

  /**
   * One key for all rows.
   *
   * @param value null for none
   */
  public static SourceKey ofAllRows(String value) {
    return new SourceKey(null, value);
  }
}
