package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.values.bitpacking.BytePackerForLong;
import org.apache.parquet.column.values.bitpacking.Packer;

/**
 * Decodes numbers of the encoding DELTA_BINARY_PACKED (parquet-format, Encodings.md), some at a
 * time. Parquet's own decoder allocates what the header claims before it reads. Not thread-safe.
 */
final class DeltaDecoder {
  private static final int WIDEST = 64;
  private static final int MOST_MINIBLOCKS = 1 << 12;
  private static final int PACKED = 8;

  private final byte[] bytes;
  private final int end;
  private final int miniblocks;
  private final long valuesOfMiniblock;
  private final long total;
  private final int[] widths;
  private final long[] unpacked = new long[PACKED];
  private int position;
  private long given;
  private long last;
  private long smallestDelta;
  private int miniblock;
  private long leftInMiniblock;
  private int leftUnpacked;
  private BytePackerForLong packer;

  /** Reads the header of a sequence. */
  DeltaDecoder(byte[] bytes, int from, int to) throws IOException {
    this.bytes = bytes;
    this.position = from;
    this.end = to;
    long block = varint();
    long count = varint();
    this.total = varint();
    this.last = zigzag(varint());
    if (count <= 0
        || count > MOST_MINIBLOCKS
        || block <= 0
        || block % count != 0
        || block / count % PACKED != 0) {
      throw new IOException("blocks of %d numbers in %d parts".formatted(block, count));
    }
    this.miniblocks = (int) count;
    this.valuesOfMiniblock = block / count;
    this.widths = new int[miniblocks];
    this.miniblock = miniblocks;
  }

  /** How many numbers there are, by the header. */
  long total() {
    return total;
  }

  /**
   * Decodes the next numbers.
   *
   * @throws IOException when there are not as many
   */
  void read(long[] target, int count) throws IOException {
    if (count > total - given) {
      throw new EOFException("a page ends within its numbers");
    }
    for (int i = 0; i < count; i++) {
      if (given++ > 0) {
        last += nextDelta();
      }
      target[i] = last;
    }
  }

  private long nextDelta() throws IOException {
    if (leftUnpacked == 0) {
      unpack();
    }
    return smallestDelta + unpacked[PACKED - leftUnpacked--];
  }

  private void unpack() throws IOException {
    if (leftInMiniblock == 0) {
      startMiniblock();
    }
    int width = packer.getBitWidth();
    int available = Math.min(width, end - position);
    if (width == 0) {
      // Parquet's unpacker leaves the array as it was.
      Arrays.fill(unpacked, 0);
    } else if (available == width) {
      packer.unpack8Values(bytes, position, unpacked, 0);
    } else {
      long needed = Math.min(PACKED, total - given + 1);
      if (needed * width > (long) available * Byte.SIZE) {
        throw new EOFException("a page ends within its numbers");
      }
      byte[] padded = Arrays.copyOfRange(bytes, position, position + width);
      packer.unpack8Values(padded, 0, unpacked, 0);
    }
    position += available;
    leftInMiniblock -= PACKED;
    leftUnpacked = PACKED;
  }

  private void startMiniblock() throws IOException {
    if (miniblock == miniblocks) {
      smallestDelta = zigzag(varint());
      if (end - position < miniblocks) {
        throw new EOFException("a page ends within its numbers");
      }
      for (int i = 0; i < miniblocks; i++) {
        widths[i] = bytes[position++] & 0xff;
      }
      miniblock = 0;
    }
    int width = widths[miniblock++];
    if (width > WIDEST) {
      throw new IOException("numbers of %d bits".formatted(width));
    }
    packer = Packer.LITTLE_ENDIAN.newBytePackerForLong(width);
    leftInMiniblock = valuesOfMiniblock;
  }

  /**
   * Where the bytes stand that follow; to be asked when all numbers were given. Miniblocks are
   * whole but for those without any number, which are left out.
   */
  int endOfNumbers() {
    long rest = leftInMiniblock / PACKED * (packer == null ? 0 : packer.getBitWidth());
    return (int) Math.min(end, position + rest);
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw new EOFException("a page ends within its numbers");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number without an end");
  }

  private static long zigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }
}
