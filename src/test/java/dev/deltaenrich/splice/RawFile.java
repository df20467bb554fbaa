package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Raw files as parquet-java writes them, with columns that splicing has to leave alone. */
final class RawFile {
  /** How a file is written. */
  record Shape(
      CompressionCodecName codec,
      WriterVersion version,
      boolean dictionary,
      boolean required,
      int groupBytes) {
    static final Shape PLAIN_SPARK =
        new Shape(CompressionCodecName.SNAPPY, WriterVersion.PARQUET_1_0, true, false, 1 << 12);

    Shape codec(CompressionCodecName other) {
      return new Shape(other, version, dictionary, required, groupBytes);
    }

    Shape withoutDictionary() {
      return new Shape(codec, version, false, required, groupBytes);
    }

    Shape version2() {
      return new Shape(codec, WriterVersion.PARQUET_2_0, dictionary, required, groupBytes);
    }

    Shape requiredKey() {
      return new Shape(codec, version, dictionary, true, groupBytes);
    }

    Shape groupBytes(int bytes) {
      return new Shape(codec, version, dictionary, required, bytes);
    }
  }

  static final Configuration CONF = new Configuration(false);

  private static final int JULIAN_DAY_OF_1500 = 2_268_924;
  private static final int DAY_BEFORE_1582 = -171_000;

  private RawFile() {}

  static MessageType schema(boolean requiredKey) {
    return MessageTypeParser.parseMessageType(
        """
        message raw {
          required int64 id;
          %s binary merchant_id (STRING);
          optional double amount;
          optional int96 at;
          optional int32 day (DATE);
          optional group address {
            optional binary city (STRING);
            repeated int32 floor;
          }
          optional group tags (LIST) {
            repeated group list {
              optional binary element (STRING);
            }
          }
        }"""
            .formatted(requiredKey ? "required" : "optional"));
  }

  /** A file as Spark writes it, of rows that have merchants in turn: MER-0, MER-1, … */
  static Path ofMerchants(java.nio.file.Path folder, int rows, int merchants) throws IOException {
    return write(
        new Path(folder.toUri().getPath(), "raw.parquet"),
        Shape.PLAIN_SPARK,
        IntStream.range(0, rows).mapToObj(i -> "MER-" + i % merchants).toList());
  }

  /** Writes a row for each key; null keys are left out. */
  static Path write(Path file, Shape shape, List<String> keys) throws IOException {
    return write(file, shape, keys, builder -> builder);
  }

  static Path write(
      Path file,
      Shape shape,
      List<String> keys,
      UnaryOperator<ExampleParquetWriter.Builder> settings)
      throws IOException {
    MessageType schema = schema(shape.required());
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(file)
            .withConf(CONF)
            .withType(schema)
            .withWriteMode(Mode.OVERWRITE)
            .withCompressionCodec(shape.codec())
            .withWriterVersion(shape.version())
            .withDictionaryEncoding(shape.dictionary())
            .withRowGroupSize(shape.groupBytes())
            .withPageSize(1 << 10)
            .withPageRowCountLimit(150);
    try (ParquetWriter<Group> writer = settings.apply(builder).build()) {
      for (int i = 0; i < keys.size(); i++) {
        writer.write(row(schema, i, keys.get(i)));
      }
    }
    return file;
  }

  private static Group row(MessageType schema, int number, String key) {
    Group row = new SimpleGroup(schema).append("id", (long) number);
    if (key != null) {
      row.append("merchant_id", key);
    }
    if (number % 3 != 0) {
      row.append("amount", number / 8.0);
      row.append("at", new NanoTime(JULIAN_DAY_OF_1500 + number, number));
      row.append("day", DAY_BEFORE_1582 + number);
      Group address = row.addGroup("address");
      address.append("city", "city " + number % 7);
      for (int floor = 0; floor < number % 4; floor++) {
        address.append("floor", floor);
      }
    }
    Group tags = row.addGroup("tags");
    for (int tag = 0; tag < number % 3; tag++) {
      tags.addGroup("list").append("element", "tag " + tag);
    }
    return row;
  }

  static List<Group> read(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file)
            .withConf(new Configuration(CONF))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
