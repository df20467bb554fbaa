package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.xerial.snappy.Snappy;

/** Parquet's own reader of records, over a file in memory that may be damaged. */
final class ReaderOfBytes {
  /** A file that claims more rows than this is not read to its end. */
  private static final int MOST_ROWS = 5_000;

  private ReaderOfBytes() {}

  /**
   * The rows. Empty when the reader throws anything before it has read all of them.
   *
   * @param text how a row is shown
   */
  static Optional<List<String>> rows(byte[] file, Function<Group, String> text) {
    if (claimsMoreThanThereIs(file)) {
      return Optional.empty();
    }
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .withCodecFactory(new EndingCodecs())
            .usePageChecksumVerification()
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new BytesFile(file), options)) {
      return rows(reader, text);
    } catch (Exception | OutOfMemoryError | StackOverflowError | AssertionError e) {
      return Optional.empty();
    }
  }

  /** The columns; empty where the reader does not understand the footer. */
  static Optional<MessageType> schema(byte[] file) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(new BytesFile(file), ParquetReadOptions.builder().build())) {
      return Optional.of(reader.getFileMetaData().getSchema());
    } catch (Exception | OutOfMemoryError | StackOverflowError | AssertionError e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> rows(ParquetFileReader reader, Function<Group, String> text)
      throws IOException {
    MessageType schema = reader.getFileMetaData().getSchema();
    MessageColumnIO columns =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy()).getColumnIO(schema);
    List<String> rows = new ArrayList<>();
    for (PageReadStore group = reader.readNextRowGroup();
        group != null;
        group = reader.readNextRowGroup()) {
      if (group.getRowCount() > MOST_ROWS - rows.size()) {
        return Optional.empty();
      }
      RecordReader<Group> records =
          columns.getRecordReader(group, new GroupRecordConverter(schema));
      for (long row = 0; row < group.getRowCount(); row++) {
        rows.add(text.apply(records.read()));
      }
    }
    return Optional.of(rows);
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
          return (long) bytes.length - in.available();
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
