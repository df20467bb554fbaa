package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The values of one new column in one row group: those that occur, numbered in ascending order.
 *
 * @param values all values of the column
 * @param positions number to position in {@code values}
 * @param idOfRow lookup row to number, {@link ColumnValues#NULL} for null; right only for lookup
 *     rows that occur
 * @param lookupRows row to lookup row
 * @param rows how many of {@code lookupRows} count
 * @param nulls how many of these rows are null
 */
record GroupValues(
    ColumnValues values, int[] positions, int[] idOfRow, int[] lookupRows, int rows, int nulls) {

  static GroupValues of(ColumnValues values, int lookupSize, GroupKeys keys) {
    BitSet used = new BitSet(values.size());
    BitSet usedRows = keys.usedRows();
    for (int row = usedRows.nextSetBit(0); row >= 0; row = usedRows.nextSetBit(row + 1)) {
      int position = values.position(row);
      if (position != ColumnValues.NULL) {
        used.set(position);
      }
    }
    int[] positions = used.stream().toArray();
    int[] idOfRow = new int[lookupSize];
    boolean hasNulls = false;
    for (int row = usedRows.nextSetBit(0); row >= 0; row = usedRows.nextSetBit(row + 1)) {
      int position = values.position(row);
      hasNulls |= position == ColumnValues.NULL;
      idOfRow[row] =
          position == ColumnValues.NULL
              ? ColumnValues.NULL
              : Arrays.binarySearch(positions, position);
    }
    int nulls = hasNulls ? nulls(idOfRow, keys) : 0;
    return new GroupValues(values, positions, idOfRow, keys.lookupRows(), keys.rows(), nulls);
  }

  private static int nulls(int[] idOfRow, GroupKeys keys) {
    int[] lookupRows = keys.lookupRows();
    int nulls = 0;
    for (int row = 0; row < keys.rows(); row++) {
      nulls += idOfRow[lookupRows[row]] == ColumnValues.NULL ? 1 : 0;
    }
    return nulls;
  }

  /** How many different values occur. */
  int size() {
    return positions.length;
  }

  /** A value by its number, as Parquet's writers take it. */
  Object stored(int id) {
    return values.stored(positions[id]);
  }
}
