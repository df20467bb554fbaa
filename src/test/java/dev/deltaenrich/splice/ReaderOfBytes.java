package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.xerial.snappy.Snappy;

/** Parquet's own reader of records, over a file in memory that may be damaged. */
final class ReaderOfBytes {
  /** A file that claims more rows than this is not read to its end. */
  private static final int MOST_ROWS = 5_000;

  private ReaderOfBytes() {}

  /** The rows; empty where the reader cannot read all of them, whatever it throws. */
  static Optional<List<Group>> rows(byte[] file) {
    if (claimsMoreThanThereIs(file)) {
      return Optional.empty();
    }
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        new Builder(new BytesFile(file))
            .withConf(new Configuration(RawFile.CONF))
            .withCodecFactory(new EndingCodecs())
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        if (rows.size() == MOST_ROWS) {
          return Optional.empty();
        }
        rows.add(row);
        // A row that cannot be shown is none.
        row.toString();
      }
      return Optional.of(rows);
    } catch (Exception | OutOfMemoryError | StackOverflowError | AssertionError e) {
      return Optional.empty();
    }
  }

  /** Parquet's reader allocates all of a chunk before it notices that the file ends earlier. */
  private static boolean claimsMoreThanThereIs(byte[] file) {
    try (Source source = Source.of(new Path("bytes"), file)) {
      return ParquetFooter.read(source).chunks().stream()
          .anyMatch(chunk -> chunk.bytes() > file.length);
    } catch (NotParquetException | IOException | RuntimeException e) {
      return false;
    }
  }

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /**
   * Parquet's own, but for what its stream of Snappy does where a header claims more bytes than
   * come: it waits for ever.
   */
  private static final class EndingCodecs implements CompressionCodecFactory {
    private static final int MOST_BYTES = 1 << 26;

    private final CodecFactory codecs = new CodecFactory(RawFile.CONF, 0);

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      BytesInputDecompressor own = codecs.getDecompressor(codec);
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
          byte[] compressed = bytes.toByteArray();
          boolean less =
              codec == CompressionCodecName.SNAPPY && Snappy.uncompressedLength(compressed) < size;
          if (less || size > MOST_BYTES) {
            throw new IOException("fewer bytes than the header claims");
          }
          return own.decompress(BytesInput.from(compressed), size);
        }

        @Override
        public void decompress(ByteBuffer in, int from, ByteBuffer out, int to) {
          throw new UnsupportedOperationException("off the heap");
        }

        @Override
        public void release() {
          own.release();
        }
      };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return codecs.getCompressor(codec);
    }

    @Override
    public void release() {
      codecs.release();
    }
  }

  private record BytesFile(byte[] bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return bytes.length - in.available();
        }

        @Override
        public void seek(long position) {
          in.reset();
          in.skip(position);
        }
      };
    }
  }
}
