package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;

/**
 * What a leaf's {@code SchemaElement} says of its values: the newer annotation counts where there
 * are both (parquet-format, LogicalTypes.md).
 *
 * @param physical how values are stored; null for a type that came after this program
 * @param logical the {@code LogicalType}; null where there is none
 * @param annotated whether there is a {@code ConvertedType}
 * @param converted that; null for one that came after this program
 * @param scale digits of decimals behind the point
 */
record StoredType(
    Type physical, ThriftStruct logical, boolean annotated, ConvertedType converted, long scale) {
  private static final Set<Short> LOGICAL_TEXTS =
      Set.of(
          (short) Fields.Logical.STRING, (short) Fields.Logical.ENUM, (short) Fields.Logical.JSON);

  private static final Set<ConvertedType> CONVERTED_TEXTS =
      EnumSet.of(ConvertedType.UTF8, ConvertedType.ENUM, ConvertedType.JSON);

  private static final Set<ConvertedType> CONVERTED_INTEGERS =
      EnumSet.of(
          ConvertedType.INT_8, ConvertedType.INT_16, ConvertedType.INT_32, ConvertedType.INT_64);

  static StoredType of(ThriftStruct element) {
    ThriftStruct logical =
        element.has(Fields.Element.LOGICAL_TYPE)
            ? element.struct(Fields.Element.LOGICAL_TYPE)
            : null;
    return new StoredType(
        Type.findByValue((int) element.number(Fields.Element.TYPE)),
        logical,
        element.has(Fields.Element.CONVERTED_TYPE),
        ConvertedType.findByValue((int) element.number(Fields.Element.CONVERTED_TYPE)),
        logical != null && logical.has(Fields.Logical.DECIMAL)
            ? logical.struct(Fields.Logical.DECIMAL).number(Fields.DecimalType.SCALE)
            : element.number(Fields.Element.SCALE));
  }

  /** Whether Spark shows the values as keys of a type. */
  boolean holds(KeyType type) {
    return switch (type) {
      case TEXT, UUID, CITEXT, CHAR -> physical == Type.BYTE_ARRAY && isText();
      case INTEGER ->
          (physical == Type.INT32 || physical == Type.INT64) && isInteger() || isWholeDecimal();
      case DATE -> physical == Type.INT32 && isDate();
      case TIME ->
          physical == Type.INT96
              || physical == Type.INT64 && unit() != null
              || physical == Type.INT32 && isDate();
    };
  }

  /** Spark takes bytes without an annotation for text where the table has text. */
  private boolean isText() {
    return logical != null
        ? LOGICAL_TEXTS.containsAll(logical.fieldNumbers())
        : !annotated || isOneOf(CONVERTED_TEXTS);
  }

  /** Without an annotation a number is signed; Spark shows an unsigned one as another type. */
  private boolean isInteger() {
    return logical != null
        ? logical.has(Fields.Logical.INTEGER)
            && !logical.struct(Fields.Logical.INTEGER).isFalse(Fields.IntegerType.SIGNED)
        : !annotated || isOneOf(CONVERTED_INTEGERS);
  }

  /** Digits in two's complement, whether as a number or as bytes. */
  private boolean isWholeDecimal() {
    boolean isDecimal =
        logical != null
            ? logical.has(Fields.Logical.DECIMAL)
            : annotated && converted == ConvertedType.DECIMAL;
    return isDecimal && scale == 0;
  }

  private boolean isDate() {
    return logical != null
        ? logical.has(Fields.Logical.DATE)
        : annotated && converted == ConvertedType.DATE;
  }

  /** The unit of times; null where the values are none, or not numbers of INT64. */
  private TimeUnit unit() {
    if (logical != null) {
      return logical.has(Fields.Logical.TIMESTAMP)
          ? unit(logical.struct(Fields.Logical.TIMESTAMP).struct(Fields.TimestampType.UNIT))
          : null;
    }
    return !annotated || converted == null
        ? null
        : switch (converted) {
          case TIMESTAMP_MILLIS -> TimeUnit.MILLIS;
          case TIMESTAMP_MICROS -> TimeUnit.MICROS;
          default -> null;
        };
  }

  private static TimeUnit unit(ThriftStruct unit) {
    return unit.has(Fields.TimestampType.MILLIS)
        ? TimeUnit.MILLIS
        : unit.has(Fields.TimestampType.MICROS)
            ? TimeUnit.MICROS
            : unit.has(Fields.TimestampType.NANOS) ? TimeUnit.NANOS : null;
  }

  /**
   * How values become microseconds; only of what {@linkplain #holds holds} times.
   *
   * @param zone the zone of days and of times without a zone; null where the table's times have a
   *     zone. The table's type decides, not the file's, as in Spark
   */
  TimeForm timeForm(ZoneId zone) {
    return new TimeForm(physical == Type.INT64 ? unit() : null, physical == Type.INT32, zone);
  }

  private boolean isOneOf(Set<ConvertedType> some) {
    return converted != null && some.contains(converted);
  }

  /** Such as {@code INT32 (UINT_32)}, for people. Texts have no annotation here. */
  String word() {
    String stored = physical == null ? "unknown" : physical.toString();
    return annotated && converted != null && !isOneOf(CONVERTED_TEXTS)
        ? "%s (%s)".formatted(stored, converted)
        : stored;
  }
}
