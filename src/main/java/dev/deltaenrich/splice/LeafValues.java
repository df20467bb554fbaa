package dev.deltaenrich.splice;

import java.util.Arrays;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Values of one leaf column in arrays of primitives, of which a type uses one: its {@link Kind}
 * says which. Floating-point numbers stand there as their bits. Not thread-safe.
 */
final class LeafValues {
  /** How values of a physical type are held. */
  enum Kind {
    /** In {@link #ints}: INT32, FLOAT, and BOOLEAN as 0 or 1. */
    INT,
    /** In {@link #longs}: INT64, DOUBLE. */
    LONG,
    /** In {@link #bytes}, by {@link #offsets} and {@link #lengths}: the others. */
    BYTES;

    static Kind of(PrimitiveTypeName type) {
      return switch (type) {
        case BOOLEAN, INT32, FLOAT -> INT;
        case INT64, DOUBLE -> LONG;
        case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> BYTES;
      };
    }
  }

  private static final int INT96_BYTES = 12;

  final Kind kind;
  int[] ints;
  long[] longs;

  /** Of several values, not always all of them of these: whoever reads values sets the array. */
  byte[] bytes;

  int[] offsets;
  int[] lengths;

  /** Whether {@link #bytes} has each value's length in the four bytes before it, as PLAIN has. */
  boolean lengthsBefore;

  LeafValues(Kind kind, int capacity) {
    this.kind = kind;
    switch (kind) {
      case INT -> ints = new int[capacity];
      case LONG -> longs = new long[capacity];
      case BYTES -> {
        offsets = new int[capacity];
        lengths = new int[capacity];
      }
    }
  }

  /** The bytes of each value of a type whose values all have the same; 0 for the others. */
  static int fixedBytes(PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32, FLOAT -> Integer.BYTES;
      case INT64, DOUBLE -> Long.BYTES;
      case INT96 -> INT96_BYTES;
      case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
      case BINARY, BOOLEAN -> 0;
    };
  }

  /** Makes room for values, keeping those that are there. */
  void ensure(int capacity) {
    switch (kind) {
      case INT -> ints = grown(ints, capacity);
      case LONG -> longs = grown(longs, capacity);
      case BYTES -> {
        offsets = grown(offsets, capacity);
        lengths = grown(lengths, capacity);
      }
    }
  }

  static int[] grown(int[] array, int capacity) {
    return capacity <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(capacity, array.length * 2));
  }

  private static long[] grown(long[] array, int capacity) {
    return capacity <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(capacity, array.length * 2));
  }

  /** Moves values to the front. */
  void move(int from, int to, int count) {
    switch (kind) {
      case INT -> System.arraycopy(ints, from, ints, to, count);
      case LONG -> System.arraycopy(longs, from, longs, to, count);
      case BYTES -> {
        System.arraycopy(offsets, from, offsets, to, count);
        System.arraycopy(lengths, from, lengths, to, count);
      }
    }
  }

  /** Keeps the values at ascending positions, and only these. */
  void keep(int[] positions, int count) {
    gather(this, positions, 0, count);
  }

  /**
   * Takes values of {@code from}; byte strings are not copied.
   *
   * @param positions where they stand there
   * @param first the first of the positions
   */
  void gather(LeafValues from, int[] positions, int first, int count) {
    ensure(count);
    switch (kind) {
      case INT -> {
        for (int i = 0; i < count; i++) {
          ints[i] = from.ints[positions[first + i]];
        }
      }
      case LONG -> {
        for (int i = 0; i < count; i++) {
          longs[i] = from.longs[positions[first + i]];
        }
      }
      case BYTES -> {
        bytes = from.bytes;
        lengthsBefore = from.lengthsBefore;
        for (int i = 0; i < count; i++) {
          offsets[i] = from.offsets[positions[first + i]];
          lengths[i] = from.lengths[positions[first + i]];
        }
      }
    }
  }
}
