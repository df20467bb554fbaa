package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.Serializable;
import java.util.List;

/**
 * Where the keys of a file's rows are: in a column of the file, or one key for all rows, which is
 * in no column.
 *
 * @param path the key column, and each field on the way where the key is inside of structs, as the
 *     table's schema spells them; empty for one key
 * @param value the one key of all rows, as {@link KeyType} gives its text; null where they have
 *     none
 * @param type what the values of the column are
 * @param paddedTo to how many code points readers of the table pad keys, see {@link PaddedKeys}; 0
 *     where they do not
 */
public record SourceKey(List<String> path, String value, KeyType type, int paddedTo)
    implements Serializable {
  /** Texts in a column; of a file that lacks the column, no row has one. */
  public static SourceKey inColumn(String name) {
    return inColumn(List.of(name), KeyType.TEXT);
  }

  /** Keys of a type in a column or in a field inside of structs. */
  public static SourceKey inColumn(List<String> path, KeyType type) {
    return new SourceKey(path, null, type, 0);
  }

  /**
   * One key for all rows.
   *
   * @param value null for none
   */
  public static SourceKey ofAllRows(String value) {
    return new SourceKey(List.of(), value, KeyType.TEXT, 0);
  }

  /** The same keys in a column that is declared as {@code CHAR(length)}; 0 where it is not. */
  public SourceKey paddedTo(int length) {
    return new SourceKey(path, value, type, length);
  }
}
