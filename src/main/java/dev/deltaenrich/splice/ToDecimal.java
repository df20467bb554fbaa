package dev.deltaenrich.splice;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Writes integers and decimals as decimals of a larger scale, or in another physical type. */
final class ToDecimal implements LeafConversion {
  private static final int MOST_LONG_DIGITS = 18;

  private final PrimitiveType type;
  private final BigInteger factor;
  private final long longFactor;

  /**
   * @param type the wanted type
   * @param moreScale by how many digits the fraction grows
   */
  ToDecimal(PrimitiveType type, int moreScale) {
    this.type = type;
    this.factor = BigInteger.TEN.pow(moreScale);
    this.longFactor = moreScale <= MOST_LONG_DIGITS ? factor.longValueExact() : 0;
  }

  @Override
  public void convert(LeafValues from, LeafValues to, int count) throws IOException {
    to.ensure(count);
    try {
      if (from.kind == LeafValues.Kind.BYTES || to.kind == LeafValues.Kind.BYTES) {
        convertLarge(from, to, count);
      } else {
        convertSmall(from, to, count);
      }
    } catch (ArithmeticException e) {
      throw new IOException("a decimal has more digits than its type", e);
    }
  }

  private void convertSmall(LeafValues from, LeafValues to, int count) {
    for (int i = 0; i < count; i++) {
      long unscaled = from.kind == LeafValues.Kind.INT ? from.ints[i] : from.longs[i];
      long scaled = unscaled == 0 ? 0 : Math.multiplyExact(unscaled, longFactor);
      if (to.kind == LeafValues.Kind.INT) {
        to.ints[i] = Math.toIntExact(scaled);
      } else {
        to.longs[i] = scaled;
      }
    }
  }

  private void convertLarge(LeafValues from, LeafValues to, int count) {
    byte[] bytes = new byte[0];
    int used = 0;
    for (int i = 0; i < count; i++) {
      BigInteger scaled = unscaled(from, i).multiply(factor);
      switch (to.kind) {
        case INT -> to.ints[i] = scaled.intValueExact();
        case LONG -> to.longs[i] = scaled.longValueExact();
        case BYTES -> {
          byte[] value = stored(scaled);
          if (bytes.length - used < value.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + value.length, bytes.length * 2));
          }
          System.arraycopy(value, 0, bytes, used, value.length);
          to.offsets[i] = used;
          to.lengths[i] = value.length;
          used += value.length;
        }
      }
    }
    to.bytes = bytes;
  }

  private static BigInteger unscaled(LeafValues from, int position) {
    return switch (from.kind) {
      case INT -> BigInteger.valueOf(from.ints[position]);
      case LONG -> BigInteger.valueOf(from.longs[position]);
      case BYTES ->
          from.lengths[position] == 0
              ? BigInteger.ZERO
              : new BigInteger(from.bytes, from.offsets[position], from.lengths[position]);
    };
  }

  /** The highest byte first. */
  private byte[] stored(BigInteger unscaled) {
    byte[] shortest = unscaled.toByteArray();
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
      return shortest;
    }
    int missing = type.getTypeLength() - shortest.length;
    if (missing < 0) {
      throw new ArithmeticException("%d bytes".formatted(shortest.length));
    }
    byte[] whole = new byte[type.getTypeLength()];
    Arrays.fill(whole, 0, missing, (byte) (unscaled.signum() < 0 ? 0xff : 0));
    System.arraycopy(shortest, 0, whole, missing, shortest.length);
    return whole;
  }
}
