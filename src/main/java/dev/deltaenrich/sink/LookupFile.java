package dev.deltaenrich.sink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.log.ParquetRecords;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A data file of the lookup history: keys, and maps from column to text. Written and read by the
 * driver alone: a lookup that fits in its memory is no work for Spark.
 *
 * @param path where it is
 * @param conf Hadoop settings
 */
record LookupFile(Path path, Configuration conf) {
  /** As Spark would write the table's columns (parquet-format, LogicalTypes.md, "Maps"). */
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message spark_schema {
            optional binary key (STRING);
            optional group values (MAP) {
              repeated group key_value {
                required binary key (STRING);
                optional binary value (STRING);
              }
            }
          }
          """);

  /** Writes it; a file that was begun and failed may be left. */
  void write(List<LookupColumn> columns, List<LookupRow> rows) throws IOException {
    List<String> names = columns.stream().map(LookupColumn::name).toList();
    try (ParquetWriter<LookupRow> writer = new Builder(path, conf, names).build()) {
      for (LookupRow row : rows) {
        writer.write(row);
      }
    }
  }

  /** Reads its rows, in order. */
  void read(List<String> columns, Consumer<KeptRow> rows) throws IOException {
    new ParquetRecords(conf).read(path, Optional::of, row -> rows.accept(row(columns, row)));
  }

  private static KeptRow row(List<String> columns, JsonNode row) {
    JsonNode values = row.path("values");
    List<String> texts = new ArrayList<>();
    columns.forEach(column -> texts.add(values.path(column).textValue()));
    return new KeptRow(row.path("key").textValue(), texts);
  }

  private static final class Builder extends ParquetWriter.Builder<LookupRow, Builder> {
    private final List<String> names;

    Builder(Path path, Configuration conf, List<String> names) throws IOException {
      super(outputFile(path, conf));
      this.names = names;
      withConf(conf);
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withWriteMode(ParquetFileWriter.Mode.CREATE);
    }

    private static OutputFile outputFile(Path path, Configuration conf) throws IOException {
      return HadoopOutputFile.fromPath(path, conf);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<LookupRow> getWriteSupport(Configuration conf) {
      return new Rows(names);
    }
  }

  private static final class Rows extends WriteSupport<LookupRow> {
    private final List<String> names;
    private RecordConsumer to;

    Rows(List<String> names) {
      this.names = names;
    }

    @Override
    public WriteContext init(Configuration conf) {
      return new WriteContext(COLUMNS, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      to = consumer;
    }

    @Override
    public void write(LookupRow row) {
      List<String> texts = row.texts();
      to.startMessage();
      text("key", 0, row.key());
      to.startField("values", 1);
      to.startGroup();
      to.startField("key_value", 0);
      for (int i = 0; i < names.size(); i++) {
        to.startGroup();
        text("key", 0, names.get(i));
        if (texts.get(i) != null) {
          text("value", 1, texts.get(i));
        }
        to.endGroup();
      }
      to.endField("key_value", 0);
      to.endGroup();
      to.endField("values", 1);
      to.endMessage();
    }

    private void text(String field, int index, String value) {
      to.startField(field, index);
      to.addBinary(Binary.fromString(value));
      to.endField(field, index);
    }
  }
}
