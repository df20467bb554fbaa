package dev.deltaenrich.engine.crosscheck;

import org.apache.parquet.example.data.Group;
import org.apache.spark.sql.catalyst.util.GenericArrayData;

/**
 * A field of a record, as a value of Spark's.
 *
 * @param place in the record; -1 where the file has no such field
 * @param list whether the field's repetition is a list by itself
 * @param value makes one value
 */
record ParquetField(int place, boolean list, ParquetValue value) {
  /** Of a column that the file lacks. */
  static final ParquetField MISSING = new ParquetField(-1, false, null);

  /** The value; null where there is none. */
  Object of(Group record) {
    if (place < 0) {
      return null;
    }
    if (list) {
      return values(record, place, value);
    }
    return record.getFieldRepetitionCount(place) == 0 ? null : value.of(record, place, 0);
  }

  /** All values of a repeated field. */
  static GenericArrayData values(Group record, int field, ParquetValue value) {
    Object[] values = new Object[record.getFieldRepetitionCount(field)];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.of(record, field, i);
    }
    return new GenericArrayData(values);
  }
}
