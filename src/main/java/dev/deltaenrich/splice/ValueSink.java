package dev.deltaenrich.splice;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.plain.FixedLenByteArrayPlainValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Hands boxed values to Parquet's classes, which have a method for each primitive type. */
final class ValueSink {
  private static final int SLAB = 1 << 10;
  private static final int LENGTH_BYTES = 4;

  private ValueSink() {}

  /** The plain encoding of a type's values. */
  static ValuesWriter plain(PrimitiveType type, int maxBytes) {
    HeapByteBufferAllocator heap = HeapByteBufferAllocator.getInstance();
    int slab = Math.max(SLAB, Math.min(maxBytes, 1 << 16));
    int most = Math.max(slab, maxBytes);
    return type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
        ? new FixedLenByteArrayPlainValuesWriter(type.getTypeLength(), slab, most, heap)
        : new PlainValuesWriter(slab, most, heap);
  }

  /** The bytes of a value in the plain encoding. */
  static int plainBytes(PrimitiveType type, Object value) {
    return switch (type.getPrimitiveTypeName()) {
      case BINARY -> LENGTH_BYTES + ((Binary) value).length();
      case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
      case INT32, FLOAT -> Integer.BYTES;
      case INT64, DOUBLE -> Long.BYTES;
      case BOOLEAN, INT96 -> throw new IllegalArgumentException("no dictionary of " + type);
    };
  }

  static void write(ValuesWriter writer, Object value) {
    if (value instanceof Binary binary) {
      writer.writeBytes(binary);
    } else if (value instanceof Integer number) {
      writer.writeInteger(number);
    } else if (value instanceof Long number) {
      writer.writeLong(number);
    } else if (value instanceof Float number) {
      writer.writeFloat(number);
    } else {
      writer.writeDouble((Double) value);
    }
  }

  /** Writes the value of a row. */
  static void write(ColumnWriter writer, Object value) {
    if (value instanceof Binary binary) {
      writer.write(binary, 0, 1);
    } else if (value instanceof Integer number) {
      writer.write(number, 0, 1);
    } else if (value instanceof Long number) {
      writer.write(number, 0, 1);
    } else if (value instanceof Float number) {
      writer.write(number, 0, 1);
    } else if (value instanceof Double number) {
      writer.write(number, 0, 1);
    } else {
      writer.write((Boolean) value, 0, 1);
    }
  }

  static void update(Statistics<?> statistics, Object value) {
    if (value instanceof Binary binary) {
      statistics.updateStats(binary);
    } else if (value instanceof Integer number) {
      statistics.updateStats(number);
    } else if (value instanceof Long number) {
      statistics.updateStats(number);
    } else if (value instanceof Float number) {
      statistics.updateStats(number);
    } else {
      statistics.updateStats((Double) value);
    }
  }
}
