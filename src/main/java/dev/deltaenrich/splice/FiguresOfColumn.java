package dev.deltaenrich.splice;

/** Gathers what a file holds of one new column, row group by row group. Not thread-safe. */
final class FiguresOfColumn {
  private final ColumnValues values;
  private int smallest = Integer.MAX_VALUE;
  private int largest = ColumnValues.NULL;
  private long nulls;

  FiguresOfColumn(ColumnValues values) {
    this.values = values;
  }

  void add(GroupValues group) {
    if (group.size() > 0) {
      smallest = Math.min(smallest, group.positions()[0]);
      largest = Math.max(largest, group.positions()[group.size() - 1]);
    }
    nulls += group.nulls();
  }

  ColumnFigures figures() {
    boolean none = largest == ColumnValues.NULL || isNaN(values.given(largest));
    return new ColumnFigures(
        values.column().name(),
        none ? null : values.given(smallest),
        none ? null : values.given(largest),
        nulls);
  }

  /** NaN is the largest of all, so the largest value tells. */
  private static boolean isNaN(Object value) {
    return value instanceof Float number && number.isNaN()
        || value instanceof Double other && other.isNaN();
  }
}
