package dev.deltaenrich.splice;

import java.io.Serializable;
import org.apache.parquet.schema.PrimitiveType;

/**
 * All values a new column can have, in ascending order, and which of them each lookup row has.
 * Sorted once here, values are compared by their positions ever after. Immutable.
 */
final class ColumnValues implements Serializable {
  /** The position of null. */
  static final int NULL = -1;

  private static final long serialVersionUID = 1L;

  private final AddedColumn column;
  private final Object[] stored;
  private final int[] positions;

  /**
   * @param stored the values in ascending order, as Parquet's writers take them; not copied
   * @param positions the position of each lookup row's value in {@code stored}, or {@link #NULL};
   *     not copied
   */
  ColumnValues(AddedColumn column, Object[] stored, int[] positions) {
    this.column = column;
    this.stored = stored;
    this.positions = positions;
  }

  AddedColumn column() {
    return column;
  }

  PrimitiveType type() {
    return ColumnType.parquet(column);
  }

  /** How many different values there are. */
  int size() {
    return stored.length;
  }

  /** The position of a lookup row's value, or {@link #NULL}. */
  int position(int row) {
    return positions[row];
  }

  /** A value as Parquet's writers take it. */
  Object stored(int position) {
    return stored[position];
  }

  /** A value as it was given. */
  Object given(int position) {
    return ColumnType.given(column, stored[position]);
  }
}
