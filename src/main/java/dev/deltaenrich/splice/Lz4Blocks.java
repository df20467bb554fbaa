package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;

/**
 * Decompresses the codec LZ4 as Hadoop writes it: blocks of the LZ4 format, each behind its sizes.
 * Hadoop's own stream allocates what a size claims before it reads.
 */
final class Lz4Blocks {
  private static final int SIZE_BYTES = 4;
  private static final int MOST_IN_TOKEN = 15;
  private static final int SHORTEST_MATCH = 4;

  private final byte[] in;
  private final byte[] out;
  private final int outEnd;
  private int read;
  private int written;

  private Lz4Blocks(byte[] in, int from, byte[] out, int outEnd) {
    this.in = in;
    this.read = from;
    this.out = out;
    this.outEnd = outEnd;
  }

  /**
   * The most bytes that compressed ones can become: a byte lengthens a match by 255 at most.
   *
   * @param compressed how many there are
   */
  static long most(int compressed) {
    return (long) compressed * 255;
  }

  /**
   * Decompresses to the start of {@code out}.
   *
   * @throws IOException when the bytes do not become {@code size} bytes
   */
  static void decompress(byte[] in, int from, int to, byte[] out, int size) throws IOException {
    Lz4Blocks blocks = new Lz4Blocks(in, from, out, size);
    while (blocks.written < size) {
      int end = blocks.written + blocks.size(to, size - blocks.written);
      while (blocks.written < end) {
        int compressed = blocks.size(to, to - blocks.read);
        blocks.block(blocks.read + compressed);
      }
    }
  }

  private int size(int to, int most) throws IOException {
    if (to - read < SIZE_BYTES) {
      throw ended();
    }
    int size = 0;
    for (int i = 0; i < SIZE_BYTES; i++) {
      size = size << Byte.SIZE | in[read++] & 0xff;
    }
    if (size <= 0 || size > most) {
      throw new IOException("a compressed block of %d bytes".formatted(size));
    }
    return size;
  }

  private void block(int end) throws IOException {
    if (end > in.length) {
      throw ended();
    }
    while (read < end) {
      int token = in[read++] & 0xff;
      literals(length(token >>> 4, end), end);
      if (read < end) {
        match(token & MOST_IN_TOKEN, end);
      }
    }
  }

  private void literals(int length, int end) throws IOException {
    if (length > end - read || length > outEnd - written) {
      throw ended();
    }
    System.arraycopy(in, read, out, written, length);
    read += length;
    written += length;
  }

  private void match(int shortLength, int end) throws IOException {
    if (end - read < 2) {
      throw ended();
    }
    int distance = in[read] & 0xff | (in[read + 1] & 0xff) << Byte.SIZE;
    read += 2;
    int length = length(shortLength, end) + SHORTEST_MATCH;
    if (distance == 0 || distance > written || length > outEnd - written) {
      throw ended();
    }
    // A match may overlap what it makes.
    for (int i = 0; i < length; i++) {
      out[written] = out[written - distance];
      written++;
    }
  }

  private int length(int inToken, int end) throws IOException {
    int length = inToken;
    if (inToken == MOST_IN_TOKEN) {
      int more;
      do {
        if (read == end || length > outEnd) {
          throw ended();
        }
        more = in[read++] & 0xff;
        length += more;
      } while (more == 0xff);
    }
    return length;
  }

  private static EOFException ended() {
    return new EOFException("compressed bytes end early, or point outside of what they made");
  }
}
