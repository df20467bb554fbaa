package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** Files whose row groups are recoded, and the rows that should come out. */
final class RecodeSources implements Closeable {
  private static final CompressionCodecName[] CODECS = {
    CompressionCodecName.UNCOMPRESSED,
    CompressionCodecName.SNAPPY,
    CompressionCodecName.GZIP,
    CompressionCodecName.ZSTD,
    CompressionCodecName.LZ4
  };

  private final List<Source> open = new ArrayList<>();
  private final List<RecodedGroup> groups = new ArrayList<>();
  private final List<Group> expected = new ArrayList<>();

  List<RecodedGroup> groups() {
    return groups;
  }

  static byte[] recoded(Recoder recoder, List<RecodedGroup> groups) throws Exception {
    for (RecodedGroup group : groups) {
      recoder.add(recoder.open(group));
    }
    return recoder.finish();
  }

  /** The rows that stay, in the wanted schema. */
  List<Group> expected() {
    return expected;
  }

  /** Writes a file in a random way. */
  static void write(Path file, MessageType schema, List<Group> rows, Random random)
      throws IOException {
    write(
        file,
        schema,
        rows,
        builder ->
            builder
                .withCompressionCodec(CODECS[random.nextInt(CODECS.length)])
                .withWriterVersion(WriterVersion.values()[random.nextInt(2)])
                .withDictionaryEncoding(random.nextInt(4) > 0)
                .withDictionaryPageSize(64 << random.nextInt(15))
                .withPageSize(64 << random.nextInt(12))
                .withPageRowCountLimit(1 + random.nextInt(9_000))
                .withRowGroupSize(1 << 10 + random.nextInt(12))
                .withPageWriteChecksumEnabled(random.nextBoolean()));
  }

  static void write(
      Path file,
      MessageType schema,
      List<Group> rows,
      UnaryOperator<ExampleParquetWriter.Builder> settings)
      throws IOException {
    try (ParquetWriter<Group> writer =
        settings
            .apply(
                ExampleParquetWriter.builder(file)
                    .withConf(RawFile.CONF)
                    .withType(schema)
                    .withWriteMode(Mode.OVERWRITE))
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  /** Adds all row groups of a file. */
  void add(Path file, List<Group> rows, MessageType wanted, Random random) throws Exception {
    Source source = Source.open(RawFile.CONF, file);
    open.add(source);
    ParquetFooter footer = ParquetFooter.read(source);
    int first = 0;
    for (int i = 0; i < footer.groups().size(); i++) {
      int count = (int) footer.groups().get(i).number(Fields.Group.ROWS);
      BitSet leftOut = leftOut(count, random);
      groups.add(new RecodedGroup(source, footer, i, leftOut));
      for (int row = 0; row < count; row++) {
        if (!leftOut.get(row)) {
          expected.add(WidenedRows.of(rows.get(first + row), wanted));
        }
      }
      first += count;
    }
  }

  private static BitSet leftOut(int rows, Random random) {
    BitSet leftOut = new BitSet();
    int kind = random.nextInt(5);
    for (int row = 0; row < rows; row++) {
      boolean out =
          switch (kind) {
            case 0 -> random.nextInt(100) == 0;
            case 1 -> random.nextInt(2) == 0;
            case 2 -> row < rows / 2;
            case 3 -> random.nextInt(10) > 0;
            default -> false;
          };
      leftOut.set(row, out);
    }
    if (random.nextInt(12) == 0) {
      leftOut.set(0, rows);
    }
    return leftOut;
  }

  @Override
  public void close() throws IOException {
    for (Source source : open) {
      source.close();
    }
  }
}
