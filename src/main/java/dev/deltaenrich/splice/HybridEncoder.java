package dev.deltaenrich.splice;

import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.values.bitpacking.BytePacker;
import org.apache.parquet.column.values.bitpacking.Packer;

/**
 * Encodes numbers as the RLE and bit-packing hybrid (parquet-format, Encodings.md), with the same
 * choices as Parquet's own encoder, which takes them one by one only. Not thread-safe.
 */
final class HybridEncoder {
  private static final int PACKED = 8;
  private static final int MOST_GROUPS = 63;
  private static final int LONGEST_VARINT = 5;
  private static final int NONE = -1;

  private final int width;
  private final BytePacker packer;
  private final int[] buffered = new int[PACKED];
  private byte[] bytes = new byte[1 << 8];
  private int size;
  private int inBuffer;
  private int repeated;
  private int repeats;
  private int header = NONE;
  private int groups;

  /**
   * @param width bits of a number, 0 to 32
   */
  HybridEncoder(int width) {
    this.width = width;
    this.packer = Packer.LITTLE_ENDIAN.newBytePacker(width);
  }

  /** Adds the numbers {@code [from, to)}. */
  void add(int[] numbers, int from, int to) {
    for (int i = from; i < to; i++) {
      add(numbers[i]);
    }
  }

  /** Adds the same number several times. */
  void addRun(int number, int count) {
    int left = count;
    while (left > 0 && (number != repeated || repeats < PACKED)) {
      add(number);
      left--;
    }
    repeats += left;
  }

  /** A number that repeats eight times since the last group was packed is written as a run. */
  private void add(int number) {
    if (number == repeated) {
      if (++repeats >= PACKED) {
        return;
      }
    } else {
      if (repeats >= PACKED) {
        endRepeats();
      }
      repeated = number;
      repeats = 1;
    }
    buffered[inBuffer++] = number;
    if (inBuffer == PACKED) {
      pack();
    }
  }

  private void pack() {
    if (groups == MOST_GROUPS) {
      endPacked();
    }
    ensure(1 + width);
    if (header == NONE) {
      header = size++;
    }
    packer.pack8Values(buffered, 0, bytes, size);
    size += width;
    groups++;
    inBuffer = 0;
    repeats = 0;
  }

  private void endPacked() {
    if (header != NONE) {
      bytes[header] = (byte) (groups << 1 | 1);
      header = NONE;
      groups = 0;
    }
  }

  private void endRepeats() {
    endPacked();
    ensure(LONGEST_VARINT + Integer.BYTES);
    int left = repeats << 1;
    for (; left >>> 7 != 0; left >>>= 7) {
      bytes[size++] = (byte) (left | 0x80);
    }
    bytes[size++] = (byte) left;
    for (int shift = 0; shift < width; shift += Byte.SIZE) {
      bytes[size++] = (byte) (repeated >>> shift);
    }
    inBuffer = 0;
    repeats = 0;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  /** What was encoded, valid until more is added; afterwards there is nothing. */
  BytesInput take() {
    if (repeats >= PACKED) {
      endRepeats();
    } else if (inBuffer > 0) {
      Arrays.fill(buffered, inBuffer, PACKED, 0);
      pack();
    }
    endPacked();
    BytesInput all = BytesInput.from(bytes, 0, size);
    size = 0;
    return all;
  }
}
