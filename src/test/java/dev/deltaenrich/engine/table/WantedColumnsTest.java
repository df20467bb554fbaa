package dev.deltaenrich.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a file for columns that it has in part, or in other types. */
class WantedColumnsTest {
  private static WantedColumns of(String columns, String file) {
    MessageType schema = MessageTypeParser.parseMessageType("message m { " + file + " }");
    return WantedColumns.of(StructType.fromDDL(columns), schema, false, new Configuration(false));
  }

  private static String requested(String columns, String file) {
    return of(columns, file).requested().getPaths().stream()
        .map(path -> String.join(".", path))
        .reduce((one, other) -> one + " " + other)
        .orElse("");
  }

  @Test
  void columnsThatTheFileLacksAreNotRead() {
    assertThat(requested("a INT, later STRING", "optional int32 A; optional int32 other;"))
        .isEqualTo("A");
  }

  @Test
  void aStructIsReadForItsPresenceWhenTheFileHasNoneOfItsFields() {
    WantedColumns wanted =
        of(
            "s STRUCT<b: INT, c: INT>",
            "optional group s { optional group g { optional int32 x; } optional int32 a; }");

    assertThat(wanted.requested().getPaths()).containsExactly(new String[] {"s", "a"});
    assertThat(wanted.read().apply("s").dataType().catalogString())
        .isEqualTo("struct<b:int,c:int,a:int>");
  }

  @Test
  void aStructIsReadAsItIsWhenTheFileHasOneOfItsFields() {
    assertThat(
            requested(
                "s STRUCT<b: INT, a: INT>",
                "optional group s { required int32 a; required int32 x; }"))
        .isEqualTo("s.a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optional group l (LIST) { repeated group list { optional group element { optional int32 a; } } }",
        "optional group l (LIST) { repeated group array { optional int32 a; } }",
        "optional group l (LIST) { repeated group l_tuple { optional int32 a; } }",
        "optional group l (LIST) { repeated group element { optional int32 a; required int32 x; } }",
        "repeated group l { optional int32 a; }"
      })
  void elementsAreReadForTheirPresenceHoweverListsAreStored(String file) {
    assertThat(requested("l ARRAY<STRUCT<b: INT>>", file))
        .endsWith(".a")
        .doesNotContain(" ")
        .startsWith("l");
  }

  @Test
  void listsInListsOfTwoLevelsAreFound() {
    assertThat(
            requested(
                "l ARRAY<ARRAY<INT>>",
                "optional group l (LIST) { repeated group array (LIST) { repeated int32 array; } }"))
        .isEqualTo("l.array.array");
  }

  @Test
  void valuesOfMapsAreReadForTheirPresence() {
    assertThat(
            requested(
                "m MAP<STRING, STRUCT<b: INT>>",
                "optional group m (MAP) { repeated group entries { required binary k (STRING);"
                    + " optional group v { optional int32 a; } } }"))
        .isEqualTo("m.entries.k m.entries.v.a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c BIGINT | optional int32 c",
        "c INT | optional int64 c",
        "c DOUBLE | optional float c",
        "c STRING | optional fixed_len_byte_array(16) c",
        "c STRING | optional int32 c",
        "c DECIMAL(9, 2) | optional int32 c (DECIMAL(9, 3))",
        "c DECIMAL(5, 2) | optional int32 c (DECIMAL(9, 2))",
        "c DECIMAL(9, 2) | optional int32 c",
        "c TIMESTAMP | optional int64 c (TIMESTAMP(NANOS, true))",
        "c TIMESTAMP | optional int64 c",
        "c TIMESTAMP_NTZ | optional int64 c (TIMESTAMP(MICROS, true))",
        "c INT | optional group c { optional int32 x; }",
        "c STRUCT<x: INT> | optional int32 c",
      })
  void typesThatSparkWouldReadWronglyAreRefused(String columns, String file) {
    assertThatThrownBy(() -> of(columns, file + (file.endsWith("}") ? "" : ";")))
        .isInstanceOf(SchemaColumnConvertNotSupportedException.class)
        .satisfies(
            failure ->
                assertThat(((SchemaColumnConvertNotSupportedException) failure).getColumn())
                    .isEqualTo("[c]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c BIGINT | optional int32 c (INTEGER(32, false))",
        "c TINYINT | optional int32 c (INTEGER(8, true))",
        "c DATE | optional int32 c (DATE)",
        "c DECIMAL(9, 2) | optional fixed_len_byte_array(5) c (DECIMAL(9, 2))",
        "c DECIMAL(18, 2) | optional int32 c (DECIMAL(9, 2))",
        "c DECIMAL(20, 0) | optional int64 c (INTEGER(64, false))",
        "c BINARY | optional fixed_len_byte_array(16) c",
        "c STRING | optional binary c",
        "c TIMESTAMP | optional int96 c",
        "c TIMESTAMP | optional int64 c (TIMESTAMP(MILLIS, false))",
        "c TIMESTAMP_NTZ | optional int64 c (TIMESTAMP(MICROS, false))",
      })
  void otherTypesThatHoldTheColumnsValuesAreRead(String columns, String file) {
    assertThat(requested(columns, file + ";")).isEqualTo("c");
  }
}
