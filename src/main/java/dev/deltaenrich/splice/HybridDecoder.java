package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.values.bitpacking.BytePacker;
import org.apache.parquet.column.values.bitpacking.Packer;

/**
 * Decodes numbers of the RLE and bit-packing hybrid (parquet-format, Encodings.md) into arrays;
 * Parquet's own decoder gives them one by one. Never allocates by what the bytes claim. Not
 * thread-safe.
 */
final class HybridDecoder implements NumberDecoder {
  private static final int WIDEST = 32;

  /** Numbers that are unpacked at a time. */
  private static final int PACKED = 8;

  private final byte[] bytes;
  private final int end;
  private final int width;
  private final BytePacker packer;
  private final int[] unpacked = new int[PACKED];
  private int position;
  private long runLeft;
  private boolean packedRun;
  private int repeated;
  private int unpackedLeft;

  /**
   * @param width bits of a number, 0 to 32
   */
  HybridDecoder(byte[] bytes, int from, int to, int width) throws IOException {
    if (width < 0 || width > WIDEST) {
      throw new IOException("numbers of %d bits".formatted(width));
    }
    this.bytes = bytes;
    this.position = from;
    this.end = to;
    this.width = width;
    this.packer = Packer.LITTLE_ENDIAN.newBytePacker(width);
  }

  /**
   * Decodes the next numbers.
   *
   * @throws IOException when there are not as many
   */
  @Override
  public void read(int[] target, int count) throws IOException {
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        startRun();
        continue;
      }
      int now = (int) Math.min(runLeft, count - done);
      if (packedRun && width > 0) {
        readPacked(target, done, now);
      } else {
        Arrays.fill(target, done, done + now, repeated);
      }
      runLeft -= now;
      done += now;
    }
  }

  @Override
  public boolean skipRun(int number, int count) throws IOException {
    if (runLeft == 0) {
      startRun();
    }
    boolean packed = packedRun && width > 0;
    if (packed || runLeft < count || repeated != number) {
      return false;
    }
    runLeft -= count;
    return true;
  }

  private void startRun() throws IOException {
    long header = unsignedVarint();
    packedRun = (header & 1) == 1;
    unpackedLeft = 0;
    repeated = 0;
    runLeft = header >>> 1;
    if (runLeft == 0) {
      throw new IOException("a run of no numbers");
    }
    if (packedRun) {
      runLeft *= PACKED;
      return;
    }
    int valueBytes = (width + Byte.SIZE - 1) / Byte.SIZE;
    if (end - position < valueBytes) {
      throw ended();
    }
    for (int i = 0; i < valueBytes; i++) {
      repeated |= (bytes[position++] & 0xff) << i * Byte.SIZE;
    }
  }

  private long unsignedVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      if (position == end) {
        throw ended();
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value & 0xffffffffL;
      }
    }
    throw new IOException("a run of numbers without a length");
  }

  private void readPacked(int[] target, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
      if (unpackedLeft > 0) {
        int now = Math.min(unpackedLeft, count - done);
        System.arraycopy(unpacked, PACKED - unpackedLeft, target, from + done, now);
        unpackedLeft -= now;
        done += now;
      } else if (count - done >= PACKED && end - position >= width) {
        packer.unpack8Values(bytes, position, target, from + done);
        position += width;
        done += PACKED;
      } else {
        unpackEight(Math.min(PACKED, count - done));
      }
    }
  }

  /** Some writers leave the last bytes out when no number of the run stands there. */
  private void unpackEight(int needed) throws IOException {
    int available = Math.min(width, end - position);
    if ((long) needed * width > (long) available * Byte.SIZE) {
      throw ended();
    }
    packer.unpack8Values(Arrays.copyOfRange(bytes, position, position + width), 0, unpacked, 0);
    position += available;
    unpackedLeft = PACKED;
  }

  private static EOFException ended() {
    return new EOFException("a page ends within its numbers");
  }
}
