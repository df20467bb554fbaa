package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Which types' values become values of which other types: those that Delta widens (PROTOCOL, "Type
 * Widening"), and spellings of the same type.
 */
final class LeafConversions {
  private static final long MICROS_OF_DAY = 86_400_000_000L;
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 20;
  private static final Set<LogicalTypeAnnotation> TEXTS =
      Set.of(
          LogicalTypeAnnotation.stringType(),
          LogicalTypeAnnotation.enumType(),
          LogicalTypeAnnotation.jsonType());

  private LeafConversions() {}

  /** How values of a type become those of another; empty when there is no lossless way. */
  static Optional<LeafConversion> between(PrimitiveType from, PrimitiveType to) {
    if (to.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation wanted) {
      return toDecimal(from, to, wanted);
    }
    if (from.getPrimitiveTypeName() == to.getPrimitiveTypeName()) {
      return isSame(from, to) ? Optional.of(LeafConversion.NONE) : Optional.empty();
    }
    if (from.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation) {
      return isLocalMicros(to) ? Optional.of(LeafConversions::daysToMicros) : Optional.empty();
    }
    boolean fromInt = from.getPrimitiveTypeName() == PrimitiveTypeName.INT32 && isNumber(from);
    boolean fromFloat = from.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT;
    if (!isNumber(to)) {
      return Optional.empty();
    }
    return switch (to.getPrimitiveTypeName()) {
      case INT64 -> fromInt ? Optional.of(LeafConversions::intsToLongs) : Optional.empty();
      case DOUBLE ->
          fromInt
              ? Optional.of(LeafConversions::intsToDoubles)
              : fromFloat ? Optional.of(LeafConversions::floatsToDoubles) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isSame(PrimitiveType from, PrimitiveType to) {
    LogicalTypeAnnotation one = from.getLogicalTypeAnnotation();
    LogicalTypeAnnotation other = to.getLogicalTypeAnnotation();
    if (from.getTypeLength() != to.getTypeLength()
        && to.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
      return false;
    }
    boolean alike = one == null ? other == null : one.equals(other);
    return alike
        || isNumber(from) && isNumber(to) && bits(from) <= bits(to)
        || isText(from) && isText(to);
  }

  /** A number with a sign, of the whole width or of a part of it. */
  private static boolean isNumber(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case INT32, INT64 ->
          logical == null
              || logical instanceof IntLogicalTypeAnnotation number && number.isSigned();
      case FLOAT, DOUBLE -> logical == null;
      default -> false;
    };
  }

  private static int bits(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        ? number.getBitWidth()
        : type.getPrimitiveTypeName() == PrimitiveTypeName.INT32 ? Integer.SIZE : Long.SIZE;
  }

  private static boolean isText(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && (logical == null || TEXTS.contains(logical));
  }

  private static boolean isLocalMicros(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() == TimeUnit.MICROS
        && !time.isAdjustedToUTC();
  }

  private static Optional<LeafConversion> toDecimal(
      PrimitiveType from, PrimitiveType to, DecimalLogicalTypeAnnotation wanted) {
    int precision;
    int scale = 0;
    if (from.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
      precision = decimal.getPrecision();
      scale = decimal.getScale();
    } else if (isNumber(from) && from.getPrimitiveTypeName() == PrimitiveTypeName.INT32) {
      precision = INT_DIGITS;
    } else if (isNumber(from) && from.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
      precision = LONG_DIGITS;
    } else {
      return Optional.empty();
    }
    if (scale > wanted.getScale()
        || precision - scale > wanted.getPrecision() - wanted.getScale()) {
      return Optional.empty();
    }
    boolean asStored =
        scale == wanted.getScale()
            && from.getPrimitiveTypeName() == to.getPrimitiveTypeName()
            && LeafValues.fixedBytes(from) == LeafValues.fixedBytes(to);
    return Optional.of(
        asStored ? LeafConversion.NONE : new ToDecimal(to, wanted.getScale() - scale));
  }

  private static void intsToLongs(LeafValues from, LeafValues to, int count) {
    to.ensure(count);
    for (int i = 0; i < count; i++) {
      to.longs[i] = from.ints[i];
    }
  }

  private static void intsToDoubles(LeafValues from, LeafValues to, int count) {
    to.ensure(count);
    for (int i = 0; i < count; i++) {
      to.longs[i] = Double.doubleToRawLongBits(from.ints[i]);
    }
  }

  private static void floatsToDoubles(LeafValues from, LeafValues to, int count) {
    to.ensure(count);
    for (int i = 0; i < count; i++) {
      to.longs[i] = Double.doubleToRawLongBits(Float.intBitsToFloat(from.ints[i]));
    }
  }

  private static void daysToMicros(LeafValues from, LeafValues to, int count) throws IOException {
    to.ensure(count);
    for (int i = 0; i < count; i++) {
      long micros = from.ints[i] * MICROS_OF_DAY;
      if (micros / MICROS_OF_DAY != from.ints[i]) {
        throw new IOException("day %d is no timestamp".formatted(from.ints[i]));
      }
      to.longs[i] = micros;
    }
  }
}
