package dev.deltaenrich.sink;

import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a table keeps statistics of: the first {@code delta.dataSkippingNumIndexedCols}
 * leaves, where fields of structs count and those inside lists and maps do not.
 */
final class IndexedColumns {
  private int left;

  private IndexedColumns(int most) {
    this.left = most;
  }

  /**
   * The first leaves of a schema.
   *
   * @param columns without partition columns
   * @param most how many leaves; below zero: all
   */
  static StructType of(StructType columns, int most) {
    return most < 0 ? columns : new IndexedColumns(most).first(columns);
  }

  private StructType first(StructType struct) {
    StructType first = new StructType();
    for (StructField field : struct.fields()) {
      if (left == 0) {
        return first;
      }
      if (field.dataType() instanceof StructType inner) {
        first =
            first.add(
                new StructField(field.name(), first(inner), field.nullable(), field.metadata()));
      } else {
        left--;
        first = first.add(field);
      }
    }
    return first;
  }
}
