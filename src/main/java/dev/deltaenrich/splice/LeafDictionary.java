package dev.deltaenrich.splice;

import java.util.Arrays;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.schema.PrimitiveType;

/** The dictionary of the chunk that is written: each value once, by number. Not thread-safe. */
final class LeafDictionary {
  /** Returned when there is no room for a value. */
  static final int FULL = -1;

  /** Parquet's own writer gives a dictionary up that is larger. */
  private static final int MOST_BYTES = ParquetProperties.DEFAULT_DICTIONARY_PAGE_SIZE;

  private static final int FIRST_SLOTS = 1 << 8;

  private final int bytesBeforeValue;
  private final LeafValues values;
  private int[] hashes = {};
  private int[] slots = new int[FIRST_SLOTS];
  private int size;
  private int bytes;
  private int arenaSize;

  LeafDictionary(PrimitiveType type) {
    this.values = new LeafValues(LeafValues.Kind.of(type.getPrimitiveTypeName()), 0);
    values.bytes = new byte[0];
    this.bytesBeforeValue = LeafValues.fixedBytes(type) == 0 ? Integer.BYTES : 0;
  }

  /** Its values by their numbers; only the first {@link #size}. */
  LeafValues values() {
    return values;
  }

  int size() {
    return size;
  }

  /** The bytes of its page. */
  int bytes() {
    return bytes;
  }

  /** The bytes of one value, encoded PLAIN. */
  int plainBytes(int id) {
    return plainBytes(values, id);
  }

  /**
   * The number of a value, which is added when it is not there.
   *
   * @return {@link #FULL} when it does not fit any more
   */
  int add(LeafValues from, int position) {
    int hash = hash(from, position);
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      if (hashes[id] == hash && equal(id, from, position)) {
        return id;
      }
      slot = slot + 1 & slots.length - 1;
    }
    int more = plainBytes(from, position);
    if (more > MOST_BYTES - bytes) {
      return FULL;
    }
    bytes += more;
    copy(from, position);
    hashes = LeafValues.grown(hashes, size + 1);
    hashes[size] = hash;
    slots[slot] = ++size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  private int plainBytes(LeafValues of, int position) {
    return switch (of.kind) {
      case INT -> Integer.BYTES;
      case LONG -> Long.BYTES;
      case BYTES -> bytesBeforeValue + of.lengths[position];
    };
  }

  private static int hash(LeafValues from, int position) {
    long hash =
        switch (from.kind) {
          case INT -> from.ints[position] * ByteKeys.MIX;
          case LONG -> from.longs[position] * ByteKeys.MIX;
          case BYTES -> {
            int start = from.offsets[position];
            yield ByteKeys.hash(from.bytes, start, start + from.lengths[position]) * ByteKeys.MIX;
          }
        };
    return (int) (hash >>> Integer.SIZE);
  }

  private boolean equal(int id, LeafValues from, int position) {
    return switch (from.kind) {
      case INT -> values.ints[id] == from.ints[position];
      case LONG -> values.longs[id] == from.longs[position];
      case BYTES -> {
        int start = values.offsets[id];
        int other = from.offsets[position];
        yield Arrays.equals(
            values.bytes,
            start,
            start + values.lengths[id],
            from.bytes,
            other,
            other + from.lengths[position]);
      }
    };
  }

  private void copy(LeafValues from, int position) {
    values.ensure(size + 1);
    switch (from.kind) {
      case INT -> values.ints[size] = from.ints[position];
      case LONG -> values.longs[size] = from.longs[position];
      case BYTES -> {
        int length = from.lengths[position];
        if (values.bytes.length - arenaSize < length) {
          values.bytes = Arrays.copyOf(values.bytes, Math.max(arenaSize + length, arenaSize * 2));
        }
        System.arraycopy(from.bytes, from.offsets[position], values.bytes, arenaSize, length);
        values.offsets[size] = arenaSize;
        values.lengths[size] = length;
        arenaSize += length;
      }
    }
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int id = 0; id < size; id++) {
      int slot = hashes[id] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = id + 1;
    }
  }
}
