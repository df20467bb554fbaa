package dev.deltaenrich.splice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * How a new column is stored, which is how Spark stores columns of its type (parquet-format,
 * LogicalTypes.md). Timestamps are INT64 microseconds: INT96 has no statistics to skip by.
 */
final class ColumnType {
  private static final int INT32_DIGITS = 9;
  private static final int INT64_DIGITS = 18;
  private static final long MICROS_A_SECOND = 1_000_000;
  private static final long NANOS_A_MICRO = 1_000;

  private ColumnType() {}

  /** The column in Parquet's schema. */
  static PrimitiveType parquet(AddedColumn column) {
    String name = column.name();
    return switch (column.type()) {
      case STRING -> optional(name, PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType());
      case SHORT ->
          optional(name, PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(16, true));
      case INTEGER -> optional(name, PrimitiveTypeName.INT32, null);
      case LONG -> optional(name, PrimitiveTypeName.INT64, null);
      case BOOLEAN -> optional(name, PrimitiveTypeName.BOOLEAN, null);
      case FLOAT -> optional(name, PrimitiveTypeName.FLOAT, null);
      case DOUBLE -> optional(name, PrimitiveTypeName.DOUBLE, null);
      case DECIMAL -> decimal(column);
      case DATE -> optional(name, PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType());
      case TIMESTAMP ->
          optional(
              name,
              PrimitiveTypeName.INT64,
              LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
    };
  }

  private static PrimitiveType optional(
      String name, PrimitiveTypeName type, LogicalTypeAnnotation annotation) {
    return Types.optional(type).as(annotation).named(name);
  }

  private static PrimitiveType decimal(AddedColumn column) {
    LogicalTypeAnnotation annotation =
        LogicalTypeAnnotation.decimalType(column.scale(), column.precision());
    if (column.precision() <= INT32_DIGITS) {
      return optional(column.name(), PrimitiveTypeName.INT32, annotation);
    }
    if (column.precision() <= INT64_DIGITS) {
      return optional(column.name(), PrimitiveTypeName.INT64, annotation);
    }
    return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
        .length(decimalBytes(column.precision()))
        .as(annotation)
        .named(column.name());
  }

  /** The fewest bytes that hold all decimals of a precision, in two's complement. */
  private static int decimalBytes(int precision) {
    return BigDecimal.TEN.pow(precision).toBigInteger().bitLength() / Byte.SIZE + 1;
  }

  /** The column in the schema that Spark keeps as JSON. */
  static String spark(AddedColumn column) {
    return switch (column.type()) {
      // Not %d, which takes the digits of the executor's locale.
      case DECIMAL -> "decimal(%s,%s)".formatted(column.precision(), column.scale());
      case STRING, SHORT, INTEGER, LONG, BOOLEAN, FLOAT, DOUBLE, DATE, TIMESTAMP ->
          column.type().name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * A value as Parquet's writers take it: {@link Integer}, {@link Long}, {@link Boolean}, {@link
   * Float}, {@link Double} or {@link Binary}.
   *
   * @throws IllegalArgumentException when it is not of the column's type
   */
  static Object stored(AddedColumn column, Object value) {
    try {
      return switch (column.type()) {
        case STRING ->
            Binary.fromConstantByteArray(((String) value).getBytes(StandardCharsets.UTF_8));
        case SHORT -> requireShort(((Number) value).intValue());
        case INTEGER -> (Integer) value;
        case LONG -> (Long) value;
        case BOOLEAN -> (Boolean) value;
        case FLOAT -> (Float) value;
        case DOUBLE -> (Double) value;
        case DECIMAL -> storedDecimal(column, (BigDecimal) value);
        case DATE -> Math.toIntExact(((LocalDate) value).toEpochDay());
        case TIMESTAMP -> micros((Instant) value);
      };
    } catch (ClassCastException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s is no value of column %s %s(%d,%d)"
              .formatted(value, column.name(), column.type(), column.precision(), column.scale()),
          e);
    }
  }

  /** The value that {@link #stored} was given. */
  static Object given(AddedColumn column, Object stored) {
    return switch (column.type()) {
      case STRING -> ((Binary) stored).toStringUsingUTF8();
      case SHORT, INTEGER, LONG, BOOLEAN, FLOAT, DOUBLE -> stored;
      case DECIMAL ->
          new BigDecimal(
              stored instanceof Binary digits
                  ? new BigInteger(digits.getBytes())
                  : BigInteger.valueOf(((Number) stored).longValue()),
              column.scale());
      case DATE -> LocalDate.ofEpochDay((Integer) stored);
      case TIMESTAMP -> Instant.EPOCH.plus((Long) stored, ChronoUnit.MICROS);
    };
  }

  private static int requireShort(int value) {
    if (value != (short) value) {
      throw new ArithmeticException("more than 16 bits");
    }
    return value;
  }

  /**
   * Before 1970, too, finer parts are cut off downwards, as Spark does. {@link ChronoUnit#between}
   * counts nanoseconds first, of which a long holds 292 years.
   */
  private static long micros(Instant value) {
    long seconds = Math.multiplyExact(value.getEpochSecond(), MICROS_A_SECOND);
    return Math.addExact(seconds, value.getNano() / NANOS_A_MICRO);
  }

  private static Object storedDecimal(AddedColumn column, BigDecimal value) {
    BigDecimal scaled = value.setScale(column.scale());
    if (scaled.precision() > column.precision()) {
      throw new ArithmeticException("too many digits");
    }
    if (column.precision() <= INT32_DIGITS) {
      return scaled.unscaledValue().intValueExact();
    }
    if (column.precision() <= INT64_DIGITS) {
      return scaled.unscaledValue().longValueExact();
    }
    byte[] digits = scaled.unscaledValue().toByteArray();
    byte[] fixed = new byte[decimalBytes(column.precision())];
    Arrays.fill(fixed, (byte) (scaled.signum() < 0 ? -1 : 0));
    System.arraycopy(digits, 0, fixed, fixed.length - digits.length, digits.length);
    return Binary.fromConstantByteArray(fixed);
  }
}
