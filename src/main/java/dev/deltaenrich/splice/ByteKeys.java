package dev.deltaenrich.splice;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A set of byte strings, numbered from 0 in the order they came. All bytes stand in one array and a
 * slot holds number and hash together: with a million keys, what counts is how many places in
 * memory a look-up touches. Safe for reading by several threads while nothing is added.
 */
final class ByteKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returned for what is not there. */
  static final int NONE = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final long MIX = 0x9E3779B97F4A7C15L;
  private static final long HASH_BITS = 0xffffffff_00000000L;

  private byte[] bytes = new byte[1 << 10];
  private int[] ends;
  private long[] slots;
  private int size;

  /**
   * @param expected how many will be added, about
   */
  ByteKeys(int expected) {
    int capacity = Math.max(16, expected);
    this.ends = new int[capacity];
    this.slots = new long[Integer.highestOneBit(capacity) * 4];
  }

  int size() {
    return size;
  }

  /** The number of {@code key[from, to)}, or {@link #NONE}. */
  int find(byte[] key, int from, int to) {
    long hash = hash(key, from, to);
    for (int slot = slotOf(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
      if (holds(slots[slot], hash, key, from, to)) {
        return (int) slots[slot] - 1;
      }
    }
    return NONE;
  }

  /** Adds a key that is not there, which gets the next number. */
  int add(byte[] key) {
    if (size == ends.length) {
      grow();
    }
    int start = start(size);
    if (bytes.length - start < key.length) {
      bytes = Arrays.copyOf(bytes, Math.max(start + key.length, bytes.length * 2));
    }
    System.arraycopy(key, 0, bytes, start, key.length);
    ends[size] = start + key.length;
    size++;
    put(hash(key, 0, key.length), size);
    return size - 1;
  }

  /** A copy of a key. */
  byte[] key(int number) {
    return Arrays.copyOfRange(bytes, start(number), ends[number]);
  }

  private void grow() {
    ends = Arrays.copyOf(ends, size * 2);
    slots = new long[slots.length * 2];
    for (int number = 0; number < size; number++) {
      put(hash(bytes, start(number), ends[number]), number + 1);
    }
  }

  private void put(long hash, int numberFrom1) {
    int slot = slotOf(hash);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = hash & HASH_BITS | numberFrom1;
  }

  private boolean holds(long slot, long hash, byte[] key, int from, int to) {
    if (((slot ^ hash) & HASH_BITS) != 0) {
      return false;
    }
    int number = (int) slot - 1;
    return Arrays.equals(bytes, start(number), ends[number], key, from, to);
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int slotOf(long hash) {
    return (int) hash & slots.length - 1;
  }

  static long hash(byte[] key, int from, int to) {
    long hash = (long) to - from;
    int position = from;
    for (; position <= to - Long.BYTES; position += Long.BYTES) {
      hash = mixed(hash ^ (long) LONGS.get(key, position));
    }
    if (position < to) {
      hash = mixed(hash ^ rest(key, from, position, to));
    }
    // The last letters of eight would not reach the low bits, which choose the slot, without this.
    return mixed(hash);
  }

  /** What is left of a key, with bytes before it where there are any: read at once. */
  private static long rest(byte[] key, int from, int position, int to) {
    if (position > from) {
      return (long) LONGS.get(key, to - Long.BYTES);
    }
    long rest = 0;
    for (int i = from; i < to; i++) {
      rest = rest << Byte.SIZE | key[i] & 0xff;
    }
    return rest;
  }

  private static long mixed(long hash) {
    long product = hash * MIX;
    return product ^ product >>> Integer.SIZE;
  }
}
