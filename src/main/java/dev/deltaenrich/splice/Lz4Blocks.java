package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Decompresses the codec LZ4 as Hadoop writes it: blocks of the LZ4 format, each behind its sizes.
 * Hadoop's own stream allocates what a size claims before it reads.
 */
final class Lz4Blocks {
  private static final LZ4SafeDecompressor BLOCK = LZ4Factory.safeInstance().safeDecompressor();

  private Lz4Blocks() {}

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
    ByteBuffer left = ByteBuffer.wrap(in, from, to - from);
    int written = 0;
    while (written < size) {
      int end = written + size(left, size - written);
      while (written < end) {
        int compressed = size(left, left.remaining() - Integer.BYTES);
        try {
          written += BLOCK.decompress(in, left.position(), compressed, out, written, end - written);
        } catch (LZ4Exception e) {
          throw new IOException("a compressed block does not decode", e);
        }
        left.position(left.position() + compressed);
      }
    }
  }

  private static int size(ByteBuffer left, int most) throws IOException {
    if (left.remaining() < Integer.BYTES) {
      throw new EOFException("compressed bytes end early");
    }
    int size = left.getInt();
    if (size <= 0 || size > most) {
      throw new IOException("a compressed block of %d bytes".formatted(size));
    }
    return size;
  }
}
