package dev.deltaenrich.engine.crosscheck;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/** Spark's values of Parquet's primitive ones (LogicalTypes.md; parquet.thrift, {@code Type}). */
final class PrimitiveValues {
  private static final long MICROS_A_MILLI = 1_000;
  private static final long NANOS_A_MICRO = 1_000;
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final int JULIAN_DAY_OF_1970 = 2_440_588;

  private PrimitiveValues() {}

  /** How values of {@code type} become values of {@code wanted}. */
  static ParquetValue of(PrimitiveType type, DataType wanted, WrittenCalendar calendar)
      throws NotComparableException {
    PrimitiveTypeName stored = type.getPrimitiveTypeName();
    if (wanted instanceof DecimalType decimal) {
      return decimal(type, decimal);
    } else if (wanted instanceof TimestampType || wanted instanceof TimestampNTZType) {
      return timestamp(type, wanted, calendar);
    } else if (wanted instanceof DateType && stored == PrimitiveTypeName.INT32) {
      requireModern(calendar.julianDates());
      return (record, field, i) -> record.getInteger(field, i);
    } else if (stored == PrimitiveTypeName.BOOLEAN && wanted instanceof BooleanType) {
      return (record, field, i) -> record.getBoolean(field, i);
    } else if (stored == PrimitiveTypeName.FLOAT && wanted instanceof FloatType) {
      return (record, field, i) -> record.getFloat(field, i);
    } else if (stored == PrimitiveTypeName.FLOAT && wanted instanceof DoubleType) {
      return (record, field, i) -> (double) record.getFloat(field, i);
    } else if (isSignedInt(type) && wanted instanceof DoubleType) {
      return (record, field, i) -> (double) record.getInteger(field, i);
    } else if (stored == PrimitiveTypeName.DOUBLE && wanted instanceof DoubleType) {
      return (record, field, i) -> record.getDouble(field, i);
    }
    return stored == PrimitiveTypeName.INT32 || stored == PrimitiveTypeName.INT64
        ? number(type, wanted)
        : bytes(type, wanted);
  }

  private static ParquetValue number(PrimitiveType type, DataType wanted)
      throws NotComparableException {
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
      if (wanted instanceof LongType) {
        return (record, field, i) -> record.getLong(field, i);
      }
    } else if (wanted instanceof LongType) {
      return isUnsigned(type)
          ? (record, field, i) -> Integer.toUnsignedLong(record.getInteger(field, i))
          : (record, field, i) -> (long) record.getInteger(field, i);
    } else if (wanted instanceof IntegerType) {
      return (record, field, i) -> record.getInteger(field, i);
    } else if (wanted instanceof ShortType) {
      return (record, field, i) -> (short) record.getInteger(field, i);
    } else if (wanted instanceof ByteType) {
      return (record, field, i) -> (byte) record.getInteger(field, i);
    }
    throw otherType(type, wanted);
  }

  private static ParquetValue bytes(PrimitiveType type, DataType wanted)
      throws NotComparableException {
    boolean fixed = type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    boolean variable = type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    if (variable && wanted instanceof StringType) {
      return (record, field, i) -> UTF8String.fromBytes(record.getBinary(field, i).getBytes());
    } else if ((variable || fixed) && wanted instanceof BinaryType) {
      return (record, field, i) -> record.getBinary(field, i).getBytes();
    }
    throw otherType(type, wanted);
  }

  private static ParquetValue timestamp(
      PrimitiveType type, DataType wanted, WrittenCalendar calendar) throws NotComparableException {
    boolean instant = wanted instanceof TimestampType;
    if (!instant && type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation) {
      requireModern(calendar.julianDates());
      return (record, field, i) -> record.getInteger(field, i) * MICROS_A_DAY;
    }
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT96 && instant) {
      requireModern(calendar.julianInt96());
      return (record, field, i) -> micros(record.getInt96(field, i).toByteBuffer());
    }
    if (type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stored
        && stored.isAdjustedToUTC() == instant
        && stored.getUnit() != TimeUnit.NANOS) {
      requireModern(instant && calendar.julianDates());
      return stored.getUnit() == TimeUnit.MICROS
          ? (record, field, i) -> record.getLong(field, i)
          : (record, field, i) -> Math.multiplyExact(record.getLong(field, i), MICROS_A_MILLI);
    }
    throw otherType(type, wanted);
  }

  /** INT96: nanoseconds of the day, then the Julian day, both little endian. */
  private static long micros(ByteBuffer int96) {
    ByteBuffer bytes = int96.slice().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long days = bytes.getInt() - (long) JULIAN_DAY_OF_1970;
    return days * MICROS_A_DAY + nanos / NANOS_A_MICRO;
  }

  private static ParquetValue decimal(PrimitiveType type, DecimalType wanted)
      throws NotComparableException {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    PrimitiveTypeName stored = type.getPrimitiveTypeName();
    if (isUnsigned(type) && stored == PrimitiveTypeName.INT64 && wanted.scale() == 0) {
      return (record, field, i) ->
          decimal(new BigInteger(Long.toUnsignedString(record.getLong(field, i))), 0, wanted);
    }
    int scale = annotation instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : 0;
    if (scale > wanted.scale()) {
      throw otherType(type, wanted);
    }
    return switch (stored) {
      case INT32 ->
          (record, field, i) ->
              decimal(BigInteger.valueOf(record.getInteger(field, i)), scale, wanted);
      case INT64 ->
          (record, field, i) ->
              decimal(BigInteger.valueOf(record.getLong(field, i)), scale, wanted);
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          (record, field, i) ->
              decimal(new BigInteger(record.getBinary(field, i).getBytes()), scale, wanted);
      default -> throw otherType(type, wanted);
    };
  }

  private static Decimal decimal(BigInteger unscaled, int scale, DecimalType type) {
    BigDecimal value = new BigDecimal(unscaled, scale).setScale(type.scale());
    return Decimal.apply(value, type.precision(), type.scale());
  }

  /**
   * Whether a type was narrower than {@code wanted} when the file was written (Delta PROTOCOL,
   * "Type Widening"), in a way that Spark 3.4 does not read.
   */
  static boolean isWidened(PrimitiveType type, DataType wanted) {
    if (wanted instanceof DecimalType decimal) {
      return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation stored
          ? stored.getScale() < decimal.scale()
          : !isUnsigned(type);
    }
    return isSignedInt(type) && (wanted instanceof LongType || wanted instanceof DoubleType)
        || type.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT && wanted instanceof DoubleType
        || type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation
            && wanted instanceof TimestampNTZType;
  }

  private static boolean isSignedInt(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32 && !isUnsigned(type);
  }

  private static boolean isUnsigned(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        && !number.isSigned();
  }

  private static void requireModern(boolean julian) throws NotComparableException {
    if (julian) {
      throw new NotComparableException("its old dates are of the Julian calendar");
    }
  }

  /** The file's type is none of those that are read as {@code wanted}. */
  static NotComparableException otherType(Type type, DataType wanted) {
    return new NotComparableException(
        "it is %s in the file and %s in the table"
            .formatted(String.valueOf(type).replaceAll("\\s+", " "), wanted.catalogString()));
  }
}
