package dev.deltaenrich.engine;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.NotParquetException;
import dev.deltaenrich.splice.ParquetFooter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a file's columns is what Spark's vectorized reader does with them. */
class FileColumnsTest {
  private static final List<String> STORED =
      List.of(
          "boolean c",
          "int32 c",
          "int32 c (INTEGER(8,true))",
          "int32 c (INTEGER(16,true))",
          "int32 c (INTEGER(8,false))",
          "int32 c (INTEGER(16,false))",
          "int32 c (INTEGER(32,false))",
          "int32 c (DATE)",
          "int32 c (DECIMAL(5,2))",
          "int32 c (DECIMAL(9,2))",
          "int32 c (TIME(MILLIS,true))",
          "int64 c",
          "int64 c (INTEGER(64,false))",
          "int64 c (DECIMAL(9,2))",
          "int64 c (DECIMAL(18,3))",
          "int64 c (TIME(MICROS,true))",
          "int64 c (TIMESTAMP(MILLIS,true))",
          "int64 c (TIMESTAMP(MICROS,true))",
          "int64 c (TIMESTAMP(NANOS,true))",
          "int64 c (TIMESTAMP(MILLIS,false))",
          "int64 c (TIMESTAMP(MICROS,false))",
          "int64 c (TIMESTAMP(NANOS,false))",
          "int96 c",
          "float c",
          "double c",
          "binary c",
          "binary c (STRING)",
          "binary c (ENUM)",
          "binary c (JSON)",
          "binary c (BSON)",
          "binary c (DECIMAL(9,2))",
          "binary c (DECIMAL(30,2))",
          "fixed_len_byte_array(3) c",
          "fixed_len_byte_array(4) c (DECIMAL(9,2))",
          "fixed_len_byte_array(7) c (DECIMAL(15,3))",
          "fixed_len_byte_array(13) c (DECIMAL(30,2))",
          "fixed_len_byte_array(16) c (UUID)",
          "fixed_len_byte_array(12) c (INTERVAL)");

  private static final List<String> TABLE =
      List.of(
          "boolean",
          "tinyint",
          "smallint",
          "int",
          "bigint",
          "float",
          "double",
          "decimal(5,2)",
          "decimal(9,2)",
          "decimal(15,3)",
          "decimal(18,3)",
          "decimal(20,0)",
          "decimal(30,2)",
          "date",
          "timestamp",
          "timestamp_ntz",
          "string",
          "binary",
          "array<int>",
          "map<string,int>",
          "struct<a:int>");

  private static final List<String> WIDER_THAN_INT =
      List.of(
          "bigint", "double", "decimal(15,3)", "decimal(18,3)", "decimal(20,0)", "decimal(30,2)");

  private static final List<String> WIDER_THAN_SHORT_DECIMAL =
      List.of("bigint", "double", "decimal(15,3)", "decimal(18,3)", "decimal(30,2)");

  /** What Spark 4 reads though the file's type is narrower, or another one. */
  private static final Map<String, List<String>> NARROWER =
      Map.ofEntries(
          entry("int32 c", WIDER_THAN_INT),
          entry("int32 c (INTEGER(8,true))", WIDER_THAN_INT),
          entry("int32 c (INTEGER(16,true))", WIDER_THAN_INT),
          entry("int32 c (DATE)", List.of("bigint", "double", "timestamp_ntz")),
          entry("int32 c (DECIMAL(5,2))", WIDER_THAN_SHORT_DECIMAL),
          entry("int32 c (DECIMAL(9,2))", WIDER_THAN_SHORT_DECIMAL),
          entry("int32 c (TIME(MILLIS,true))", List.of("bigint", "double")),
          entry("int64 c", List.of("decimal(20,0)", "decimal(30,2)")),
          entry(
              "int64 c (DECIMAL(9,2))", List.of("decimal(15,3)", "decimal(18,3)", "decimal(30,2)")),
          entry("float c", List.of("double")),
          entry(
              "fixed_len_byte_array(4) c (DECIMAL(9,2))",
              List.of("decimal(15,3)", "decimal(18,3)")));

  private static final Set<String> WIDER_WITHIN =
      Set.of("struct<a:bigint>", "array<bigint>", "map<string,double>");

  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  @Test
  void aPrimitiveColumnIsReadWhereSparkReadsItAsWide() throws Exception {
    List<String> differences = new ArrayList<>();
    int read = 0;
    for (String stored : STORED) {
      org.apache.hadoop.fs.Path file = file("message m { optional %s; }".formatted(stored));
      for (String type : TABLE) {
        StructType table = StructType.fromDDL("c " + type);
        boolean spark = sparkReads(file, table);
        read += spark ? 1 : 0;
        boolean taken = spark && !NARROWER.getOrDefault(stored, List.of()).contains(type);
        if (taken == FileColumns.unreadable(footer(file), table).isPresent()) {
          differences.add("%s as %s: Spark %s".formatted(stored, type, spark));
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(read).isBetween(STORED.size(), 4 * STORED.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "required group c { optional int32 a; } | struct<a:bigint>",
        "required group c { optional int32 a; } | struct<a:int,b:string>",
        "required group c { optional int32 a; } | int",
        "required group c { optional int32 a; } | array<int>",
        "required group c { optional int32 a; } | map<string,int>",
        "required group c { optional int32 a; optional int64 A; } | struct<a:int>",
        "optional group c (LIST) { repeated group list { optional int32 element; } } | array<int>",
        "optional group c (LIST) { repeated group list { optional int32 element; } } | array<bigint>",
        "optional group c (LIST) { repeated group list { optional int32 element; } } | string",
        "optional group c (LIST) { repeated int32 array; } | array<int>",
        "optional group c (LIST) { repeated group bag { optional int32 array_element; } } | array<int>",
        "optional group c (LIST) { repeated group array { optional int32 x; } } | array<struct<x:int>>",
        "optional group c (LIST) { required group list { optional int32 element; } } | array<int>",
        "optional group c (LIST) { repeated group list { optional group element { optional int32 x; } } } | array<struct<x:string>>",
        "repeated int32 c | array<int>",
        "repeated int32 c | int",
        "optional group c (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } } | map<string,int>",
        "optional group c (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } } | map<string,double>",
        "optional group c (MAP) { repeated group key_value { optional binary key (STRING); optional int32 value; } } | map<string,int>",
        "optional group c (MAP) { repeated group map (MAP_KEY_VALUE) { required binary key (STRING); optional int32 value; } } | map<string,int>",
        "optional group c (MAP_KEY_VALUE) { repeated group map { required binary key (STRING); optional int32 value; } } | map<string,int>",
        "optional group c (MAP) { repeated group key_value { required binary key (STRING); } } | map<string,int>",
        "optional group c (MAP) { required group key_value { required binary key (STRING); optional int32 value; } } | map<string,int>",
        "optional int32 other | bigint",
      })
  void aNestedColumnIsReadWhereSparkReadsItAsWide(String stored, String type) throws Exception {
    String end = stored.endsWith("}") ? "" : ";";
    org.apache.hadoop.fs.Path file = file("message m { %s%s }".formatted(stored, end));
    StructType table = StructType.fromDDL("c " + type);

    Optional<String> unreadable = FileColumns.unreadable(footer(file), table);

    assertThat(unreadable.isEmpty())
        .as("%s", unreadable)
        .isEqualTo(sparkReads(file, table) && !WIDER_WITHIN.contains(type));
    unreadable.ifPresent(
        what -> assertThat(what).contains("'c", "in the table").doesNotContain("\n"));
  }

  private org.apache.hadoop.fs.Path file(String schema) throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(Files.createTempDirectory(folder, "f").resolve("f").toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file).withConf(CONF).withType(type).build()) {
      writer.write(row(type));
    }
    return file;
  }

  private static Group row(GroupType type) {
    Group row = new SimpleGroup(type);
    for (Type field : type.getFields()) {
      if (field.isPrimitive()) {
        add(row, field.asPrimitiveType());
      } else {
        row.add(field.getName(), row(field.asGroupType()));
      }
    }
    return row;
  }

  private static void add(Group row, PrimitiveType field) {
    String name = field.getName();
    switch (field.getPrimitiveTypeName()) {
      case BOOLEAN -> row.add(name, true);
      case INT32 -> row.add(name, 7);
      case INT64 -> row.add(name, 7L);
      case INT96 -> row.add(name, new NanoTime(2_440_588, 7));
      case FLOAT -> row.add(name, 7f);
      case DOUBLE -> row.add(name, 7d);
      case BINARY -> row.add(name, Binary.fromString("7"));
      case FIXED_LEN_BYTE_ARRAY ->
          row.add(name, Binary.fromConstantByteArray(new byte[field.getTypeLength()]));
      default -> throw new IllegalArgumentException(field.toString());
    }
  }

  private static ParquetFooter footer(org.apache.hadoop.fs.Path file) throws IOException {
    try {
      return ParquetFooter.read(CONF, file);
    } catch (NotParquetException e) {
      throw new IOException(e);
    }
  }

  /** Reads the file by Spark's reader itself, without a session. */
  private static boolean sparkReads(org.apache.hadoop.fs.Path file, StructType table)
      throws IOException {
    Configuration conf = new Configuration(CONF);
    conf.set(ParquetInputFormat.READ_SUPPORT_CLASS, ParquetReadSupport.class.getName());
    conf.set(ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(), table.json());
    conf.set("spark.sql.parquet.binaryAsString", "false");
    conf.set("spark.sql.parquet.int96AsTimestamp", "true");
    conf.set("spark.sql.caseSensitive", "false");
    conf.set("spark.sql.parquet.inferTimestampNTZ.enabled", "true");
    conf.set("spark.sql.legacy.parquet.nanosAsLong", "false");
    conf.set("spark.sql.optimizer.nestedSchemaPruning.enabled", "true");
    conf.set("spark.sql.parquet.fieldId.read.enabled", "false");
    long bytes = file.getFileSystem(conf).getFileStatus(file).getLen();
    try (VectorizedParquetRecordReader reader =
        new VectorizedParquetRecordReader(
            null, "CORRECTED", "UTC", "CORRECTED", "UTC", false, 16)) {
      reader.initialize(
          new FileSplit(file, 0, bytes, new String[0]),
          new TaskAttemptContextImpl(conf, new TaskAttemptID()));
      reader.initBatch(new StructType(), InternalRow.empty());
      return reader.nextKeyValue();
    } catch (Exception e) {
      return false;
    }
  }
}
