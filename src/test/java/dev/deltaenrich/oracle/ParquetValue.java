package dev.deltaenrich.oracle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** A value of a Parquet record as a text that is the same for each way to store that value. */
final class ParquetValue {
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final int KILO = 1_000;

  private ParquetValue() {}

  /**
   * The value of a table's column in a record or in a nested one.
   *
   * @return null for a null, and where the file lacks the column
   */
  static String of(Group record, StructField column) {
    GroupType type = record.getType();
    String name = physicalName(column);
    for (int i = 0; i < type.getFieldCount(); i++) {
      if (type.getFieldName(i).equalsIgnoreCase(name)) {
        return at(record, i, column.dataType());
      }
    }
    return null;
  }

  /** What files and partition values call a column (Delta PROTOCOL, "Column Mapping"). */
  static String physicalName(StructField column) {
    String key = "delta.columnMapping.physicalName";
    return column.metadata().contains(key) ? column.metadata().getString(key) : column.name();
  }

  private static String at(Group record, int field, DataType type) {
    if (record.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    if (type instanceof StructType struct) {
      return struct(record.getGroup(field, 0), struct);
    }
    if (type instanceof ArrayType array) {
      return list(record.getGroup(field, 0), array);
    }
    if (type instanceof MapType map) {
      return map(record.getGroup(field, 0), map);
    }
    return primitive(record, field, type);
  }

  private static String struct(Group record, StructType type) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (StructField column : type.fields()) {
      text.add(column.name() + "=" + of(record, column));
    }
    return text.toString();
  }

  /** Of three levels (Parquet's LogicalTypes.md, "Lists"). */
  private static String list(Group list, ArrayType type) {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      text.add(at(list.getGroup(0, i), 0, type.elementType()));
    }
    return text.toString();
  }

  private static String map(Group map, MapType type) {
    StringJoiner text = new StringJoiner(",", "<", ">");
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      text.add(at(entry, 0, type.keyType()) + ":" + at(entry, 1, type.valueType()));
    }
    return text.toString();
  }

  private static String primitive(Group record, int field, DataType type) {
    PrimitiveType stored = record.getType().getType(field).asPrimitiveType();
    if (type instanceof DecimalType decimal) {
      return new BigDecimal(unscaled(record, field, stored), decimal.scale()).toPlainString();
    }
    if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return Long.toString(micros(record, field, stored));
    }
    if (type instanceof BinaryType) {
      return HexFormat.of().formatHex(record.getBinary(field, 0).getBytes());
    }
    return switch (stored.getPrimitiveTypeName()) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> record.getBinary(field, 0).toStringUsingUTF8();
      default -> record.getValueToString(field, 0);
    };
  }

  private static BigInteger unscaled(Group record, int field, PrimitiveType stored) {
    return switch (stored.getPrimitiveTypeName()) {
      case INT32 -> BigInteger.valueOf(record.getInteger(field, 0));
      case INT64 -> BigInteger.valueOf(record.getLong(field, 0));
      default -> new BigInteger(record.getBinary(field, 0).getBytes());
    };
  }

  private static long micros(Group record, int field, PrimitiveType stored) {
    if (stored.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT96) {
      return micros(record.getInt96(field, 0));
    }
    long value = record.getLong(field, 0);
    LogicalTypeAnnotation.TimeUnit unit =
        ((TimestampLogicalTypeAnnotation) stored.getLogicalTypeAnnotation()).getUnit();
    return switch (unit) {
      case MILLIS -> value * KILO;
      case MICROS -> value;
      case NANOS -> Math.floorDiv(value, KILO);
    };
  }

  /** Nanoseconds of the day, then the Julian day, the lowest byte first. */
  private static long micros(Binary int96) {
    ByteBuffer bytes = int96.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    return (bytes.getInt() - JULIAN_DAY_OF_EPOCH) * MICROS_A_DAY + nanos / KILO;
  }
}
