package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A source as Parquet's reader sees it: a file with the key column alone, of which only those
 * ranges are there that were put in. So the reader asks the store for nothing by itself, and
 * whatever it throws is about bytes, not about the store.
 */
final class KeyFile implements InputFile {
  private final String name;
  private final long endStart;
  private final byte[] end;
  private long start;
  private byte[] range = {};

  /**
   * @param name what messages call the file
   * @param endStart where the footer stands
   * @param end footer, length and {@code PAR1}
   */
  KeyFile(String name, long endStart, byte[] end) {
    this.name = name;
    this.endStart = endStart;
    this.end = end;
  }

  /** Puts in a range, in place of the one before. */
  void put(long position, byte[] bytes) {
    this.start = position;
    this.range = bytes;
  }

  @Override
  public long getLength() {
    return endStart + end.length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Positioned(new Ranges());
  }

  @Override
  public String toString() {
    return name;
  }

  /** Reads at a position that can be set. */
  private final class Ranges extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      boolean atEnd = position >= endStart;
      byte[] bytes = atEnd ? end : range;
      long first = position - (atEnd ? endStart : start);
      if (first < 0 || first >= bytes.length) {
        throw new EOFException("nothing to read at %d".formatted(position));
      }
      int read = (int) Math.min(length, bytes.length - first);
      System.arraycopy(bytes, (int) first, target, offset, read);
      position += read;
      return read;
    }
  }

  private static final class Positioned extends DelegatingSeekableInputStream {
    private final Ranges ranges;

    Positioned(Ranges ranges) {
      super(ranges);
      this.ranges = ranges;
    }

    @Override
    public long getPos() {
      return ranges.position;
    }

    @Override
    public void seek(long position) {
      ranges.position = position;
    }
  }
}
