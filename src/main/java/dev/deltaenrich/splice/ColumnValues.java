package dev.deltaenrich.splice;

import java.util.ArrayList;
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
final class ColumnValues {
  /** The position of null. */
  static final int NULL = -1;

  private final AddedColumn column;
  private final PrimitiveType type;
  private final List<Object> stored;
  private final List<Object> given;
  private final int[] positions;

  private ColumnValues(
      AddedColumn column,
      PrimitiveType type,
      List<Object> stored,
      List<Object> given,
      int[] positions) {
    this.column = column;
    this.type = type;
    this.stored = stored;
    this.given = given;
    this.positions = positions;
  }

  /**
   * Sorts the values of one column.
   *
   * @param rows the values of each lookup row, as they are given
   * @throws IllegalArgumentException when one is not of the column's type
   */
  static ColumnValues of(AddedColumn column, List<Object> rows) {
    PrimitiveType type = ColumnType.parquet(column);
    Map<Object, Object> givenOfStored = new HashMap<>();
    Object[] storedOfRow = new Object[rows.size()];
    for (int row = 0; row < storedOfRow.length; row++) {
      Object value = rows.get(row);
      if (value != null) {
        storedOfRow[row] = ColumnType.stored(column, value);
        givenOfStored.putIfAbsent(storedOfRow[row], value);
      }
    }
    List<Object> sorted = new ArrayList<>(givenOfStored.keySet());
    PrimitiveComparator<Object> order = type.comparator();
    sorted.sort((Comparator<Object>) order::compare);
    Map<Object, Integer> positionOfStored = new HashMap<>();
    sorted.forEach(value -> positionOfStored.put(value, positionOfStored.size()));
    int[] positions = new int[storedOfRow.length];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = storedOfRow[row] == null ? NULL : positionOfStored.get(storedOfRow[row]);
    }
    return new ColumnValues(
        column, type, sorted, sorted.stream().map(givenOfStored::get).toList(), positions);
  }

  AddedColumn column() {
    return column;
  }

  PrimitiveType type() {
    return type;
  }

  /** How many different values there are. */
  int size() {
    return stored.size();
  }

  /** The position of a lookup row's value, or {@link #NULL}. */
  int position(int row) {
    return positions[row];
  }

  /** A value as Parquet's writers take it. */
  Object stored(int position) {
    return stored.get(position);
  }

  /** A value as it was given, or the equal one that was given first. */
  Object given(int position) {
    return given.get(position);
  }
}
