package dev.deltaenrich.engine.crosscheck;

import org.apache.parquet.example.data.Group;

/** Makes a value of Spark's of one value that is there in a record. */
@FunctionalInterface
interface ParquetValue {
  /**
   * The value.
   *
   * @param field its place in {@code record}
   * @param index which of the field's values, if the field is repeated
   */
  Object of(Group record, int field, int index);
}
