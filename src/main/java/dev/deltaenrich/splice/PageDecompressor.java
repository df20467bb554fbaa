package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.codec.SnappyDecompressor;
import org.apache.parquet.hadoop.codec.ZstandardCodec;

/**
 * Decompresses pages. Memory grows with the bytes that come, not with those that a header claims.
 * Not thread-safe.
 */
final class PageDecompressor {
  private static final int FIRST_BYTES = 1 << 16;

  /** A copy of 64 bytes is the most that three bytes of Snappy make. */
  private static final long MOST_OF_SNAPPY = 22;

  private final ZstandardCodec zstandard = new ZstandardCodec();
  private final SnappyDecompressor snappy = new SnappyDecompressor();
  private byte[] buffer = {};

  PageDecompressor(Configuration conf) {
    zstandard.setConf(conf);
  }

  /**
   * Decompresses a range.
   *
   * @param size how many bytes come out
   * @return these bytes at the start of an array that is used again by the next call
   * @throws IOException when they are others than {@code size} bytes
   */
  byte[] decompress(CompressionCodec codec, byte[] in, int from, int to, int size)
      throws IOException {
    if (size == 0) {
      return buffer;
    }
    switch (codec) {
      case SNAPPY -> snappy(in, from, to, size);
      case GZIP -> {
        try (InputStream out =
            new GZIPInputStream(new ByteArrayInputStream(in, from, to - from), FIRST_BYTES)) {
          readAll(out, size);
        }
      }
      case ZSTD -> {
        try (InputStream out =
            zstandard.createInputStream(new ByteArrayInputStream(in, from, to - from))) {
          readAll(out, size);
        }
      }
      case LZ4 -> {
        room(size, Lz4Blocks.most(to - from));
        Lz4Blocks.decompress(in, from, to, buffer, size);
      }
      default -> throw new IOException("codec " + codec);
    }
    return buffer;
  }

  private void room(int size, long most) throws IOException {
    if (size > most) {
      throw new IOException("a page that claims to become %d bytes".formatted(size));
    }
    if (buffer.length < size) {
      buffer = new byte[size];
    }
  }

  private void snappy(byte[] in, int from, int to, int size) throws IOException {
    room(size, (to - from) * MOST_OF_SNAPPY);
    if (uncompressedBytes(in, from, to) != size) {
      throw new IOException("a page that claims to become %d bytes".formatted(size));
    }
    snappy.reset();
    snappy.setInput(in, from, to - from);
    int done = 0;
    while (done < size) {
      int now = snappy.decompress(buffer, done, size - done);
      if (now <= 0) {
        throw new EOFException("compressed bytes end early");
      }
      done += now;
    }
  }

  /** What Snappy's library would allocate. */
  private static long uncompressedBytes(byte[] in, int from, int to) throws IOException {
    long bytes = 0;
    for (int i = 0; i < to - from && i < 5; i++) {
      bytes |= (long) (in[from + i] & 0x7f) << i * 7;
      if (in[from + i] >= 0) {
        return bytes;
      }
    }
    throw new EOFException("compressed bytes end early");
  }

  private void readAll(InputStream out, int size) throws IOException {
    int done = 0;
    while (done < size) {
      if (buffer.length == done) {
        int larger = (int) Math.min(size, Math.max(FIRST_BYTES, done * 2L));
        buffer = Arrays.copyOf(buffer, larger);
      }
      int now = out.read(buffer, done, Math.min(size, buffer.length) - done);
      if (now < 0) {
        throw new EOFException("compressed bytes end early");
      }
      done += now;
    }
    if (out.read() >= 0) {
      throw new IOException("a page becomes more than %d bytes".formatted(size));
    }
  }

  /** Frees what is not on the heap. */
  void release() {
    snappy.end();
  }
}
