package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;

/** Decodes levels of the encoding BIT_PACKED, which old writers used: the highest bit first. */
final class BitPackedDecoder implements NumberDecoder {
  private final byte[] bytes;
  private final long endBit;
  private final int width;
  private long bit;

  BitPackedDecoder(byte[] bytes, int from, int to, int width) {
    this.bytes = bytes;
    this.bit = (long) from * Byte.SIZE;
    this.endBit = (long) to * Byte.SIZE;
    this.width = width;
  }

  @Override
  public void read(int[] target, int count) throws IOException {
    if (endBit - bit < (long) count * width) {
      throw new EOFException("a page ends within its levels");
    }
    for (int i = 0; i < count; i++) {
      int level = 0;
      for (int j = 0; j < width; j++) {
        int inByte = Byte.SIZE - 1 - (int) (bit % Byte.SIZE);
        level = level << 1 | bytes[(int) (bit / Byte.SIZE)] >> inByte & 1;
        bit++;
      }
      target[i] = level;
    }
  }
}
