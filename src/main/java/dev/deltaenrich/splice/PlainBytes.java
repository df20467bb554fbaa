package dev.deltaenrich.splice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/** Encodes values PLAIN into an array that grows. Not thread-safe. */
final class PlainBytes {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final boolean withLengths;
  private byte[] bytes = {};
  private int size;

  /**
   * @param withLengths whether byte strings stand behind their lengths
   */
  PlainBytes(boolean withLengths) {
    this.withLengths = withLengths;
  }

  /** The values {@code [from, to)}. */
  void add(LeafValues values, int from, int to) {
    switch (values.kind) {
      case INT -> addInts(values.ints, from, to);
      case LONG -> addLongs(values.longs, from, to);
      case BYTES -> addTexts(values, from, to);
    }
  }

  private void addInts(int[] ints, int from, int to) {
    ensure((long) (to - from) * Integer.BYTES);
    byte[] target = bytes;
    int at = size;
    for (int i = from; i < to; i++) {
      INTS.set(target, at, ints[i]);
      at += Integer.BYTES;
    }
    size = at;
  }

  private void addLongs(long[] longs, int from, int to) {
    ensure((long) (to - from) * Long.BYTES);
    byte[] target = bytes;
    int at = size;
    for (int i = from; i < to; i++) {
      LONGS.set(target, at, longs[i]);
      at += Long.BYTES;
    }
    size = at;
  }

  private void addTexts(LeafValues values, int from, int to) {
    int before = withLengths ? Integer.BYTES : 0;
    long more = (long) (to - from) * before;
    for (int i = from; i < to; i++) {
      more += values.lengths[i];
    }
    ensure(more);
    if (withLengths && values.lengthsBefore) {
      copyRuns(values, from, to);
      return;
    }
    int at = size;
    for (int i = from; i < to; i++) {
      int length = values.lengths[i];
      if (withLengths) {
        INTS.set(bytes, at, length);
      }
      System.arraycopy(values.bytes, values.offsets[i], bytes, at + before, length);
      at += before + length;
    }
    size = at;
  }

  /** Values that stand one behind the other as they are written are copied at once. */
  private void copyRuns(LeafValues values, int from, int to) {
    int[] offsets = values.offsets;
    int first = from;
    while (first < to) {
      int end = offsets[first] + values.lengths[first];
      int next = first + 1;
      while (next < to && offsets[next] == end + Integer.BYTES) {
        end = offsets[next] + values.lengths[next];
        next++;
      }
      int start = offsets[first] - Integer.BYTES;
      System.arraycopy(values.bytes, start, bytes, size, end - start);
      size += end - start;
      first = next;
    }
  }

  /** Numbers 0 and 1 as bits, all of a page at once. */
  void addBits(int[] numbers, int count) {
    ensure(count / Byte.SIZE + 1);
    for (int i = 0; i < count; i += Byte.SIZE) {
      int packed = 0;
      for (int j = i; j < Math.min(count, i + Byte.SIZE); j++) {
        packed |= numbers[j] << j - i;
      }
      bytes[size++] = (byte) packed;
    }
  }

  private void ensure(long more) {
    long capacity = size + more;
    if (capacity > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.toIntExact(Math.max(capacity, Math.min(capacity * 2, 1L << 30))));
    }
  }

  int size() {
    return size;
  }

  /** What was encoded; valid until the next change. */
  BytesInput toInput() {
    return BytesInput.from(bytes, 0, size);
  }

  void reset() {
    size = 0;
  }
}
