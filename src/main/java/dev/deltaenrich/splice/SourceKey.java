package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * Where the keys of a file's rows are.
 *
 * @param parts one, or several where keys are composite
 * @param time where the rows' own times are, by which a lookup's rows are valid; null where a
 *     lookup is always valid
 */
public record SourceKey(List<Part> parts, Time time) implements Serializable {
  /** Copies the list. */
  public SourceKey {
    parts = List.copyOf(parts);
  }

  /** Keys of a lookup that is always valid. */
  public SourceKey(List<Part> parts) {
    this(parts, null);
  }

  /**
   * Where the times of a file's rows are.
   *
   * @param part a column of {@link KeyType#TIME}, or the one time of all rows
   * @param zone of days and of times without a zone; null where the table's times have one
   */
  public record Time(Part part, ZoneId zone) implements Serializable {}

  /**
   * A part of the keys: in a column of the file, or one value for all rows, which is in no column.
   *
   * @param path the column, and each field on the way where the part is inside of structs, as the
   *     table's schema spells them; empty for one value
   * @param value the one value of all rows, as {@link KeyType} gives its text; null where they have
   *     none
   * @param type what the values of the column are
   * @param paddedTo to how many code points readers of the table pad texts, see {@link PaddedKeys};
   *     0 where they do not
   */
  public record Part(List<String> path, String value, KeyType type, int paddedTo)
      implements Serializable {
    /** Values in a column or in a field inside of structs; without it, no row has one. */
    public static Part inColumn(List<String> path, KeyType type, int paddedTo) {
      return new Part(path, null, type, paddedTo);
    }

    /**
     * One value for all rows.
     *
     * @param value null for none
     */
    public static Part ofAllRows(String value, int paddedTo) {
      return new Part(List.of(), value, KeyType.TEXT, paddedTo);
    }

    boolean isInColumn() {
      return !path.isEmpty();
    }
  }

  /** Texts in a column; of a file that lacks the column, no row has one. */
  public static SourceKey inColumn(String name) {
    return new SourceKey(List.of(Part.inColumn(List.of(name), KeyType.TEXT, 0)));
  }

  /** One text for all rows; null for none. */
  public static SourceKey ofAllRows(String value) {
    return new SourceKey(List.of(Part.ofAllRows(value, 0)));
  }
}
