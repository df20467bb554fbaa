package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.Serializable;

/**
 * Where the keys of a file's rows are: in a column of the file, or one key for all rows, which is
 * in no column.
 *
 * @param column the key column, as the table's schema spells it; null for one key
 * @param value the one key of all rows, as {@link KeyType} gives its text; null where they have
 *     none
 * @param type what the values of the column are
 * @param paddedTo to how many code points readers of the table pad keys, see {@link PaddedKeys}; 0
 *     where they do not
 */
public record SourceKey(String column, String value, KeyType type, int paddedTo)
    implements Serializable {
  /** Texts in a column; of a file that lacks the column, no row has one. */
  public static SourceKey inColumn(String name) {
    return inColumn(name, KeyType.TEXT);
  }

  /** Keys of a type in a column. */
  public static SourceKey inColumn(String name, KeyType type) {
    return new SourceKey(name, null, type, 0);
  }

  /**
   * One key for all rows.
   *
   * @param value null for none
   */
  public static SourceKey ofAllRows(String value) {
    return new SourceKey(null, value, KeyType.TEXT, 0);
  }

  /** The same keys in a column that is declared as {@code CHAR(length)}; 0 where it is not. */
  public SourceKey paddedTo(int length) {
    return new SourceKey(column, value, type, length);
  }
}
