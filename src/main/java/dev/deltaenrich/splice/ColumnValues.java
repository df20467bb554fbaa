package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.PrimitiveComparator;
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

  private ColumnValues(AddedColumn column, Object[] stored, int[] positions) {
    this.column = column;
    this.stored = stored;
    this.positions = positions;
  }

  /**
   * Sorts the values of one column.
   *
   * @param rows the values of each lookup row, as they are given
   * @throws IllegalArgumentException when one is not of the column's type
   */
  static ColumnValues of(AddedColumn column, List<Object> rows) {
    Map<Object, Integer> positionOfStored = new HashMap<>();
    Object[] storedOfRow = new Object[rows.size()];
    for (int row = 0; row < storedOfRow.length; row++) {
      Object value = rows.get(row);
      if (value != null) {
        storedOfRow[row] = ColumnType.stored(column, value);
        positionOfStored.put(storedOfRow[row], NULL);
      }
    }
    Object[] sorted = positionOfStored.keySet().toArray();
    PrimitiveComparator<Object> order = ColumnType.parquet(column).comparator();
    Arrays.sort(sorted, (Comparator<Object>) order::compare);
    for (int position = 0; position < sorted.length; position++) {
      positionOfStored.put(sorted[position], position);
    }
    int[] positions = new int[storedOfRow.length];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = storedOfRow[row] == null ? NULL : positionOfStored.get(storedOfRow[row]);
    }
    return new ColumnValues(column, sorted, positions);
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
