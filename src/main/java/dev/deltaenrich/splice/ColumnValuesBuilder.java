package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveComparator;

/** Gathers the values of one new column, lookup row by lookup row. Not thread-safe. */
final class ColumnValuesBuilder {
  /** What a value takes besides its text: the objects that hold it, its number and its places. */
  private static final int VALUE_BYTES = 120;

  private final AddedColumn column;
  private final Map<Object, Integer> numberOfStored = new HashMap<>();
  private int[] numbers;
  private int rows;
  private long bytes;

  /**
   * @param expected how many rows will be added, about
   */
  ColumnValuesBuilder(AddedColumn column, int expected) {
    this.column = column;
    this.numbers = new int[Math.max(16, expected)];
  }

  /**
   * Adds the value of the next row, as it is given; null for null.
   *
   * @throws IllegalArgumentException when it is not of the column's type
   */
  void add(Object value) {
    if (rows == numbers.length) {
      numbers = Arrays.copyOf(numbers, rows * 2);
    }
    numbers[rows] = value == null ? ColumnValues.NULL : number(ColumnType.stored(column, value));
    rows++;
  }

  private int number(Object stored) {
    Integer known = numberOfStored.get(stored);
    if (known != null) {
      return known;
    }
    bytes += VALUE_BYTES + (stored instanceof Binary text ? text.length() : 0);
    int number = numberOfStored.size();
    numberOfStored.put(stored, number);
    return number;
  }

  /** Whether a row has this value, as it is given. */
  boolean has(int row, Object value) {
    if (value == null || numbers[row] == ColumnValues.NULL) {
      return value == null && numbers[row] == ColumnValues.NULL;
    }
    Integer number = numberOfStored.get(ColumnType.stored(column, value));
    return number != null && numbers[row] == number;
  }

  /** About how many bytes of memory the values take, and their numbers. */
  long bytes() {
    return bytes + 2L * Integer.BYTES * rows;
  }

  /** The values in ascending order. Nothing may be added after this. */
  ColumnValues build() {
    Object[] sorted = numberOfStored.keySet().toArray();
    PrimitiveComparator<Object> order = ColumnType.parquet(column).comparator();
    Arrays.sort(sorted, (Comparator<Object>) order::compare);
    int[] positionOfNumber = new int[sorted.length];
    for (int position = 0; position < sorted.length; position++) {
      positionOfNumber[numberOfStored.get(sorted[position])] = position;
    }
    int[] positions = new int[rows];
    for (int row = 0; row < rows; row++) {
      positions[row] =
          numbers[row] == ColumnValues.NULL ? ColumnValues.NULL : positionOfNumber[numbers[row]];
    }
    return new ColumnValues(column, sorted, positions);
  }
}
