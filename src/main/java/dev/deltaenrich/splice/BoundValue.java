package dev.deltaenrich.splice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A bound in a footer, decoded (parquet.thrift, {@code Statistics}, {@code min_value}), where
 * Parquet orders values of the type as readers of tables do.
 */
final class BoundValue {
  /** Days and times before these are told by two calendars. */
  private static final LocalDate FIRST_DAY = LocalDate.of(1582, 10, 15);

  private static final LocalDateTime FIRST_TIME = LocalDateTime.of(1900, 1, 1, 0, 0);

  /** As many characters of a text as statistics of tables have. */
  private static final int LONGEST_TEXT = 32;

  private BoundValue() {}

  /**
   * Decodes a bound.
   *
   * @param exact whether it is a value of the column, not one further out
   * @return null when it bounds nothing that readers could compare with it
   */
  static Object of(PrimitiveType type, byte[] bytes, boolean exact) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    ByteBuffer plain = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> bytes.length == Integer.BYTES ? number(annotation, plain.getInt()) : null;
      case INT64 -> bytes.length == Long.BYTES ? number(annotation, plain.getLong()) : null;
      case FLOAT -> bytes.length == Float.BYTES ? orNull(plain.getFloat()) : null;
      case DOUBLE -> bytes.length == Double.BYTES ? orNull(plain.getDouble()) : null;
      case BINARY -> isText(annotation) ? text(bytes, exact) : decimal(annotation, bytes);
      case FIXED_LEN_BYTE_ARRAY -> decimal(annotation, bytes);
      case BOOLEAN, INT96 -> null;
    };
  }

  private static Object orNull(float value) {
    return Float.isFinite(value) ? value : null;
  }

  private static Object orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Object number(LogicalTypeAnnotation annotation, long value) {
    if (annotation == null) {
      return value;
    }
    if (annotation instanceof IntLogicalTypeAnnotation whole) {
      return whole.isSigned() ? value : null;
    }
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale());
    }
    if (annotation instanceof DateLogicalTypeAnnotation) {
      LocalDate day = LocalDate.ofEpochDay(value);
      return day.isBefore(FIRST_DAY) ? null : day;
    }
    return annotation instanceof TimestampLogicalTypeAnnotation timestamp
        ? time(timestamp, value)
        : null;
  }

  private static Object time(TimestampLogicalTypeAnnotation type, long value) {
    if (type.getUnit() == TimeUnit.NANOS) {
      return null;
    }
    ChronoUnit unit = type.getUnit() == TimeUnit.MILLIS ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
    Instant instant = Instant.EPOCH.plus(value, unit);
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    if (local.isBefore(FIRST_TIME)) {
      return null;
    }
    return type.isAdjustedToUTC() ? instant : local;
  }

  private static boolean isText(LogicalTypeAnnotation annotation) {
    return annotation instanceof StringLogicalTypeAnnotation
        || annotation instanceof EnumLogicalTypeAnnotation
        || annotation instanceof JsonLogicalTypeAnnotation;
  }

  /** Of a text that is cut anyway it does not matter that it was cut before. */
  private static Object text(byte[] bytes, boolean exact) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return exact || text.codePointCount(0, text.length()) > LONGEST_TEXT ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static Object decimal(LogicalTypeAnnotation annotation, byte[] bytes) {
    return annotation instanceof DecimalLogicalTypeAnnotation decimal && bytes.length > 0
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : null;
  }

  /** Compares two bounds of one column; texts as bytes. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static int compare(Object one, Object other) {
    return one instanceof String text
        ? Arrays.compareUnsigned(
            text.getBytes(StandardCharsets.UTF_8),
            ((String) other).getBytes(StandardCharsets.UTF_8))
        : ((Comparable) one).compareTo(other);
  }
}
