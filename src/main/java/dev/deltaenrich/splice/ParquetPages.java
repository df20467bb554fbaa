package dev.deltaenrich.splice;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The headers of a file's pages (parquet.thrift, {@code PageHeader}), read after a failure to find
 * out what the reader choked on: the footer need not list every encoding, and is not told of bytes
 * that were overwritten.
 */
public final class ParquetPages {
  private ParquetPages() {}

  /**
   * The first page that this Spark cannot read because of its encoding, for people.
   *
   * @throws IOException when the file cannot be read any more
   */
  public static Optional<String> unreadable(Configuration conf, Path file, ParquetFooter footer)
      throws IOException {
    try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
      for (ParquetChunk chunk : footer.chunks()) {
        Optional<String> found = unreadable(in, chunk, footer.bytes());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unreadable(FSDataInputStream in, ParquetChunk chunk, long size)
      throws IOException {
    long end = Math.min(chunk.start() + chunk.bytes(), size);
    long position = chunk.start();
    while (position >= 0 && position < end) {
      in.seek(position);
      CountedBytes counted = new CountedBytes(new BufferedInputStream(in));
      ThriftStruct header;
      try {
        header = ThriftStruct.read(counted);
      } catch (IOException e) {
        // No header: the bytes are corrupt, which is another finding than this one.
        return Optional.empty();
      }
      Optional<String> found = encoding(header).flatMap(chunk::unreadable);
      if (found.isPresent()) {
        return found;
      }
      position += counted.count + Math.max(0, header.number(Fields.Page.COMPRESSED_BYTES));
    }
    return Optional.empty();
  }

  private static Optional<Integer> encoding(ThriftStruct header) {
    if (header.has(Fields.Page.DATA_PAGE)) {
      return Optional.of((int) header.struct(Fields.Page.DATA_PAGE).number(Fields.Page.ENCODING));
    }
    if (header.has(Fields.Page.DATA_PAGE_V2)) {
      return Optional.of(
          (int) header.struct(Fields.Page.DATA_PAGE_V2).number(Fields.Page.ENCODING_V2));
    }
    return header.has(Fields.Page.DICTIONARY_PAGE)
        ? Optional.of((int) header.struct(Fields.Page.DICTIONARY_PAGE).number(Fields.Page.ENCODING))
        : Optional.empty();
  }

  /** Knows how many bytes were taken; the thrift reader takes no more than it needs. */
  private static final class CountedBytes extends FilterInputStream {
    private long count;

    CountedBytes(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
