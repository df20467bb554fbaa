package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.splice.ParquetFooter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FooterStatisticsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** A table of all types, in one file of several row groups, with Delta's own statistics. */
  private SparkSession written(String columns) {
    SparkSession spark = TestSession.get().newSession();
    spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    spark
        .sql("SELECT %s FROM range(0, 5000, 1, 1)".formatted(columns))
        .write()
        .format("delta")
        .option("parquet.block.size", 1 << 14)
        .option("parquet.page.size", 1 << 10)
        .save(folder.toString());
    return spark;
  }

  private ParquetFooter footer() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().get();
      return ParquetFooter.read(
          new Configuration(false), new org.apache.hadoop.fs.Path(file.toUri()));
    }
  }

  private JsonNode deltas() throws Exception {
    Path entry = folder.resolve("_delta_log").resolve("00000000000000000000.json");
    for (String line : Files.readAllLines(entry)) {
      if (line.startsWith("{\"add\"")) {
        return JSON.readTree(JSON.readTree(line).at("/add/stats").textValue());
      }
    }
    throw new AssertionError("no file");
  }

  @Test
  void allTypesHaveTheStatisticsThatDeltasWriterGives() throws Exception {
    SparkSession spark =
        written(
            """
            id, CAST(id % 100 AS TINYINT) tiny, CAST(id - 2500 AS SMALLINT) small,
            CAST(id * 7 - 9000 AS INT) number, CAST(id / 8 AS FLOAT) share, id / -3.0D - 1 rate,
            CAST(id / 8 AS DECIMAL(9,3)) price, CAST(-id / 8 AS DECIMAL(18,3)) worth,
            CAST(id / 8 AS DECIMAL(38,10)) wealth, CONCAT('text ', id) text,
            REPEAT(CONCAT('long ', id), 9) long,
            DATE_ADD(DATE'2024-02-29', CAST(id AS INT)) day,
            TIMESTAMP_MICROS(id * 1000001 + 1700000000000000) at,
            id % 2 = 0 open, CAST(text AS BINARY) bytes, CAST(NULL AS INT) never,
            IF(id % 3 = 0, NULL, id) some,
            IF(id % 5 = 0, NULL, NAMED_STRUCT('x', id, 'y', NAMED_STRUCT('z', IF(id % 2 = 0, NULL, CAST(id AS STRING))))) s
            """
                .replace("CAST(text AS BINARY)", "CAST(CONCAT('b', id) AS BINARY)"));
    StructType columns = spark.read().format("delta").load(folder.toString()).schema();

    JsonNode ours = JSON.readTree(FooterStatistics.of(footer(), columns));

    JsonNode deltas = deltas();
    assertThat(ours.at("/minValues")).isEqualTo(deltas.at("/minValues")).isNotEmpty();
    assertThat(ours.at("/nullCount")).isEqualTo(deltas.at("/nullCount")).isNotEmpty();
    assertThat(ours.at("/numRecords")).isEqualTo(deltas.at("/numRecords"));
    JsonNode long32 = ours.at("/maxValues/long");
    // Ours is larger than any text that begins alike; Delta's is not.
    assertThat(long32.textValue().substring(0, 32))
        .isEqualTo(deltas.at("/maxValues/long").textValue().substring(0, 32));
    ((com.fasterxml.jackson.databind.node.ObjectNode) deltas.at("/maxValues")).set("long", long32);
    assertThat(ours.at("/maxValues")).isEqualTo(deltas.at("/maxValues"));
  }

  @Test
  void listsMapsAndTheirInsideHaveNone() throws Exception {
    SparkSession spark =
        written("ARRAY(id) l, MAP('k', id) m, ARRAY(NAMED_STRUCT('x', id)) ls, id");
    StructType columns = spark.read().format("delta").load(folder.toString()).schema();

    assertThat(FooterStatistics.of(footer(), columns))
        .isEqualTo(
            "{\"numRecords\":5000,\"nullCount\":{\"id\":0},\"minValues\":{\"id\":0},\"maxValues\":{\"id\":4999}}");
  }

  @Test
  void onlyTheGivenColumnsHaveStatistics() throws Exception {
    written("id a, id b, NAMED_STRUCT('x', id, 'y', id) s");

    assertThat(FooterStatistics.of(footer(), StructType.fromDDL("a LONG, s STRUCT<y: LONG>")))
        .isEqualTo(
            "{\"numRecords\":5000,\"nullCount\":{\"a\":0,\"s\":{\"y\":0}},\"minValues\":{\"a\":0,\"s\":{\"y\":0}},\"maxValues\":{\"a\":4999,\"s\":{\"y\":4999}}}");
  }

  @Test
  void aColumnOfAnotherTypeThanTheTablesHasNoBounds() throws Exception {
    written("id a, CAST(id AS DECIMAL(9,2)) b, CAST(id AS STRING) c");

    assertThat(
            FooterStatistics.of(
                footer(), StructType.fromDDL("a STRING, b DECIMAL(9,3), c TIMESTAMP")))
        .isEqualTo("{\"numRecords\":5000,\"nullCount\":{\"a\":0,\"b\":0,\"c\":0}}");
  }

  @Test
  void aNumberThatIsNoneMakesTheBoundsUnknown() throws Exception {
    written("IF(id = 4000, DOUBLE('NaN'), id) a, IF(id = 17, FLOAT('-Infinity'), 1F) b");

    JsonNode ours =
        JSON.readTree(FooterStatistics.of(footer(), StructType.fromDDL("a DOUBLE, b FLOAT")));

    assertThat(ours.at("/maxValues").has("a")).isFalse();
    assertThat(ours.at("/minValues").has("b")).isFalse();
    assertThat(ours.at("/nullCount/a").longValue()).isZero();
  }

  private String written(String schema, String table, Map<String, ?> row) throws Exception {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(folder.resolve("file.parquet").toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(new Configuration(false))
            .withType(type)
            .build()) {
      Group group = new SimpleGroup(type);
      row.forEach(
          (name, value) -> {
            if (value instanceof Integer number) {
              group.append(name, number);
            } else if (value instanceof Long number) {
              group.append(name, number);
            } else if (value instanceof Binary binary) {
              group.append(name, binary);
            }
          });
      writer.write(group);
    }
    return FooterStatistics.of(
        ParquetFooter.read(new Configuration(false), file), StructType.fromDDL(table));
  }

  @Test
  void typesThatParquetOrdersInAnotherWayHaveNoBounds() throws Exception {
    String statistics =
        written(
            """
            message m {
              required int32 u32 (INTEGER(32,false));
              required int64 nanos (TIMESTAMP(NANOS,true));
              required int32 old (DATE);
              required binary bytes;
              required binary notext (STRING);
              required int64 local (TIMESTAMP(MICROS,false));
              required int64 ancient (TIMESTAMP(MICROS,true));
            }""",
            "u32 LONG, nanos TIMESTAMP, old DATE, bytes STRING, notext STRING, local TIMESTAMP_NTZ, ancient TIMESTAMP",
            Map.of(
                "u32",
                -1,
                "nanos",
                5L,
                "old",
                -200_000,
                "bytes",
                Binary.fromString("a"),
                "notext",
                Binary.fromConstantByteArray(new byte[] {(byte) 0xff}),
                "local",
                1_700_000_000_000_001L,
                "ancient",
                -3_000_000_000_000_000L));

    JsonNode ours = JSON.readTree(statistics);
    assertThat(ours.at("/nullCount").size()).isEqualTo(7);
    assertThat(ours.at("/minValues")).hasToString("{\"local\":\"2023-11-14T22:13:20.000\"}");
    assertThat(ours.at("/maxValues")).hasToString("{\"local\":\"2023-11-14T22:13:20.001\"}");
  }

  @Test
  void aColumnThatTheFileLacksHasNone() throws Exception {
    assertThat(written("message m { required int32 a; }", "b INT", Map.of("a", 1)))
        .isEqualTo("{\"numRecords\":1}");
  }
}
