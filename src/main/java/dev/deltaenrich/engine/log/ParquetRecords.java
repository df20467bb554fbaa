package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads and writes small Parquet files record by record, without Spark.
 *
 * @param conf Hadoop settings
 */
public record ParquetRecords(Configuration conf) {
  /** A row group is held in memory until it is whole; by default, that is an eighth of 1 GiB. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  /**
   * Hands over a file's records, in order, as {@link JsonRecords} has them.
   *
   * @param columns what to read of each of the file's columns; empty for nothing
   * @param undecoded names of fields whose texts are left as {@link Binary}
   * @throws RuntimeException Parquet's, when the file does not decode
   */
  void read(
      Path file,
      Function<Type, Optional<Type>> columns,
      Set<String> undecoded,
      Consumer<ObjectNode> records)
      throws IOException {
    // Not by path: that builder first reads Hadoop's default settings from the disk.
    try (ParquetReader<ObjectNode> rows =
        new ParquetReader.Builder<ObjectNode>(HadoopInputFile.fromPath(file, conf)) {
          @Override
          protected ReadSupport<ObjectNode> getReadSupport() {
            return new Support(columns, undecoded);
          }
        }.build()) {
      for (ObjectNode row = rows.read(); row != null; row = rows.read()) {
        records.accept(row);
      }
    }
  }

  /**
   * Writes a file of these records, compressed by Snappy; a file that was begun and failed may be
   * left.
   *
   * @param columns text, whole numbers, booleans, maps of text to those, lists and groups of them
   * @return how many there were
   */
  public long write(Path file, MessageType columns, Iterator<ObjectNode> records)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, conf))
            .withType(columns)
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      long written = 0;
      while (records.hasNext()) {
        writer.write(JsonGroups.of(columns, records.next()));
        written++;
      }
      return written;
    }
  }

  private static final class Support extends ReadSupport<ObjectNode> {
    private final Function<Type, Optional<Type>> columns;
    private final Set<String> undecoded;

    Support(Function<Type, Optional<Type>> columns, Set<String> undecoded) {
      this.columns = columns;
      this.undecoded = undecoded;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      List<Type> read = file.getFields().stream().map(columns).flatMap(Optional::stream).toList();
      return new ReadContext(new MessageType(file.getName(), read));
    }

    @Override
    public RecordMaterializer<ObjectNode> prepareForRead(
        Configuration conf, Map<String, String> metadata, MessageType file, ReadContext context) {
      return new JsonRecords(context.getRequestedSchema(), undecoded);
    }
  }
}
