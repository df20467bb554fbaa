package dev.deltaenrich.splice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Finds the smallest and largest of a page's values. Numbers are compared by keys of 64 bits whose
 * order is theirs. Not thread-safe.
 */
final class LeafStatistics {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final PrimitiveType type;
  private final LeafOrder order;
  private final boolean hasPrefixKeys;
  private boolean hasValues;
  private long smallestKey;
  private long largestKey;
  private byte[] smallest = {};
  private byte[] largest = {};

  LeafStatistics(PrimitiveType type) {
    this.type = type;
    this.order = LeafOrder.of(type);
    // Numbers of different lengths do not compare by their first bytes.
    this.hasPrefixKeys =
        order == LeafOrder.BYTES
            || type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    reset();
  }

  /** Takes the values {@code [from, to)}. */
  void add(LeafValues values, int from, int to) {
    if (from == to || order == LeafOrder.NONE) {
      return;
    }
    switch (values.kind) {
      case INT -> addInts(values.ints, from, to);
      case LONG -> addLongs(values.longs, from, to);
      case BYTES -> addTexts(values, from, to);
    }
    hasValues = true;
  }

  private void addInts(int[] ints, int from, int to) {
    long low = smallestKey;
    long high = largestKey;
    for (int i = from; i < to; i++) {
      long key =
          switch (order) {
            case UNSIGNED -> Integer.toUnsignedLong(ints[i]);
            case FLOATING -> ordered(Float.floatToIntBits(Float.intBitsToFloat(ints[i])));
            default -> ints[i];
          };
      low = Math.min(low, key);
      high = Math.max(high, key);
    }
    smallestKey = low;
    largestKey = high;
  }

  private void addLongs(long[] longs, int from, int to) {
    long low = smallestKey;
    long high = largestKey;
    for (int i = from; i < to; i++) {
      long key =
          switch (order) {
            case UNSIGNED -> longs[i] ^ Long.MIN_VALUE;
            case FLOATING -> ordered(Double.doubleToLongBits(Double.longBitsToDouble(longs[i])));
            default -> longs[i];
          };
      low = Math.min(low, key);
      high = Math.max(high, key);
    }
    smallestKey = low;
    largestKey = high;
  }

  /** Bits of floating-point numbers, negative ones turned round; a bijection and its inverse. */
  private static long ordered(long bits) {
    return bits ^ bits >> Long.SIZE - 1 & Long.MAX_VALUE;
  }

  private static int ordered(int bits) {
    return bits ^ bits >> Integer.SIZE - 1 & Integer.MAX_VALUE;
  }

  private void addTexts(LeafValues values, int from, int to) {
    if (!hasValues) {
      setSmallest(copy(values, from));
      setLargest(smallest);
      hasValues = true;
    }
    for (int i = from; i < to; i++) {
      if (hasPrefixKeys) {
        long key = prefixKey(values.bytes, values.offsets[i], values.lengths[i]);
        if (key > smallestKey && key < largestKey) {
          continue;
        }
      }
      if (compare(values, i, smallest) < 0) {
        setSmallest(copy(values, i));
      } else if (compare(values, i, largest) > 0) {
        setLargest(copy(values, i));
      }
    }
  }

  private void setSmallest(byte[] value) {
    smallest = value;
    smallestKey = prefixKey(value, 0, value.length);
  }

  private void setLargest(byte[] value) {
    largest = value;
    largestKey = prefixKey(value, 0, value.length);
  }

  /** The first bytes as a number: where these differ, they tell the order. */
  private long prefixKey(byte[] bytes, int from, int length) {
    long prefix = 0;
    if (length >= Long.BYTES) {
      prefix = (long) LONGS.get(bytes, from);
    } else {
      for (int i = 0; i < length; i++) {
        prefix |= (bytes[from + i] & 0xffL) << Long.SIZE - Byte.SIZE * (i + 1);
      }
    }
    return order == LeafOrder.BYTES ? prefix ^ Long.MIN_VALUE : prefix;
  }

  private static byte[] copy(LeafValues values, int position) {
    int start = values.offsets[position];
    return Arrays.copyOfRange(values.bytes, start, start + values.lengths[position]);
  }

  private int compare(LeafValues values, int position, byte[] other) {
    int start = values.offsets[position];
    int length = values.lengths[position];
    if (order == LeafOrder.BYTES) {
      return Arrays.compareUnsigned(values.bytes, start, start + length, other, 0, other.length);
    }
    return type.<Binary>comparator()
        .compare(
            Binary.fromConstantByteArray(values.bytes, start, length),
            Binary.fromConstantByteArray(other));
  }

  /** The statistics of a page; afterwards there are no values. */
  Statistics<?> take(long nulls) {
    Statistics<?> statistics = Statistics.createStats(type);
    statistics.incrementNumNulls(nulls);
    if (hasValues) {
      if (LeafValues.Kind.of(type.getPrimitiveTypeName()) == LeafValues.Kind.BYTES) {
        statistics.updateStats(Binary.fromConstantByteArray(smallest));
        statistics.updateStats(Binary.fromConstantByteArray(largest));
      } else {
        update(statistics, smallestKey);
        update(statistics, largestKey);
      }
    }
    reset();
    return statistics;
  }

  private void update(Statistics<?> statistics, long key) {
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    switch (name) {
      case BOOLEAN -> statistics.updateStats(key != 0);
      case INT32 -> statistics.updateStats((int) key);
      case INT64 ->
          statistics.updateStats(order == LeafOrder.UNSIGNED ? key ^ Long.MIN_VALUE : key);
      case FLOAT -> statistics.updateStats(Float.intBitsToFloat(ordered((int) key)));
      case DOUBLE -> statistics.updateStats(Double.longBitsToDouble(ordered(key)));
      default -> throw new IllegalStateException(name.toString());
    }
  }

  private void reset() {
    hasValues = false;
    smallestKey = Long.MAX_VALUE;
    largestKey = Long.MIN_VALUE;
  }
}
