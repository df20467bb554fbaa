package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergedStatisticsTest {
  private static String merged(String ddl, String... sources) {
    return MergedStatistics.of(Arrays.asList(sources), StructType.fromDDL(ddl));
  }

  private static String of(String min, String max) {
    return """
        {"numRecords":2,"minValues":{"c":%s},"maxValues":{"c":%s},"nullCount":{"c":1}}"""
        .formatted(min, max);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "INT | 9 | 10 | 10 | 11 | 9 | 11",
        "INT | -9 | 1 | -10 | 0 | -10 | 1",
        "DECIMAL(38,2) | 12345678901234567890.10 | 2E+30 | 12345678901234567890.09 | 3.00 | 12345678901234567890.09 | 2E+30",
        "DOUBLE | 1.5 | 2.5 | -1E-300 | 2 | -1E-300 | 2.5",
        "STRING | \"b\" | \"ba\" | \"B\" | \"z\" | \"B\" | \"z\"",
        "DATE | \"2024-02-29\" | \"9999-12-31\" | \"-0001-01-01\" | \"+10000-01-01\" | \"-0001-01-01\" | \"+10000-01-01\"",
        "TIMESTAMP | \"2024-01-01T00:00:00.000Z\" | \"2024-01-01T01:00:00.000+02:00\" | \"2024-01-01T01:30:00.000+02:00\" | \"2023-12-31T23:30:00.000Z\" | \"2024-01-01T01:30:00.000+02:00\" | \"2023-12-31T23:30:00.000Z\"",
        "TIMESTAMP_NTZ | \"2024-01-01T00:00:00.001\" | \"2024-01-01T00:00:00.002\" | \"2024-01-01T00:00:00\" | \"2024-01-01T00:00:00.0021\" | \"2024-01-01T00:00:00\" | \"2024-01-01T00:00:00.0021\""
      })
  void theOutermostBoundsStandAsTheyStood(
      String type, String min, String max, String min2, String max2, String least, String most) {
    assertThat(merged("c " + type, of(min, max), of(min2, max2)))
        .isEqualTo(
            """
            {"numRecords":4,"minValues":{"c":%s},"maxValues":{"c":%s},"nullCount":{"c":2}}"""
                .formatted(least, most));
  }

  /** Java would have it the other way round. */
  @Test
  void textsAreComparedByTheirBytes() {
    String smile = "\"\uD83D\uDE00\"";
    String last = "\"\uFFFD\"";

    assertThat(merged("c STRING", of(last, last), of(smile, smile)))
        .contains("\"minValues\":{\"c\":" + last + "},\"maxValues\":{\"c\":" + smile + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"numRecords\":2}",
        "{\"numRecords\":2,\"minValues\":{},\"maxValues\":{},\"nullCount\":{}}",
        "{\"numRecords\":2,\"minValues\":{\"C\":1},\"maxValues\":{\"C\":1},\"nullCount\":{\"C\":1}}",
        "{\"numRecords\":2,\"minValues\":{\"c\":null},\"maxValues\":{\"c\":\"1\"},\"nullCount\":{\"c\":\"1\"}}",
        "{\"numRecords\":2,\"minValues\":{\"c\":{\"x\":1}},\"maxValues\":{\"c\":[1]},\"nullCount\":{\"c\":1.5}}",
        "{\"numRecords\":2,\"tightBounds\":false,\"minValues\":{\"c\":1},\"maxValues\":{\"c\":1},\"nullCount\":{\"c\":2}}"
      })
  void whatIsNotKnownOfOneIsNotKnownOfAll(String other) {
    assertThat(merged("c INT", of("1", "2"), other)).isEqualTo("{\"numRecords\":4}");
    assertThat(merged("c INT", other, of("1", "2"))).isEqualTo("{\"numRecords\":4}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "7", "[]", "{\"minValues\":3}"})
  void aSourceWithoutStatisticsLeavesNothing(String other) {
    assertThat(merged("c INT", of("1", "2"), other)).isEqualTo("{}");
    assertThat(merged("c INT", of("1", "2"), null)).isEqualTo("{}");
  }

  @Test
  void aSourceOfNullsAloneHasNoBoundsToGive() {
    String nulls = "{\"numRecords\":7,\"nullCount\":{\"c\":7}}";

    assertThat(merged("c INT", nulls, of("1", "2"), nulls))
        .isEqualTo(
            "{\"numRecords\":16,\"minValues\":{\"c\":1},\"maxValues\":{\"c\":2},\"nullCount\":{\"c\":15}}");
    assertThat(merged("c INT", nulls, nulls))
        .isEqualTo("{\"numRecords\":14,\"nullCount\":{\"c\":14}}");
    assertThat(merged("c INT", of("1", "2"), "{\"numRecords\":7,\"nullCount\":{\"c\":6}}"))
        .isEqualTo("{\"numRecords\":9,\"nullCount\":{\"c\":7}}");
  }

  @Test
  void fieldsOfStructsAreMergedOneByOne() {
    String one =
        """
        {"numRecords":1,"minValues":{"s":{"x":1,"y":{"z":"a"}}},"maxValues":{"s":{"x":1,"y":{"z":"a"}}},"nullCount":{"s":{"x":0,"y":{"z":0}},"l":0}}""";
    String other =
        """
        {"numRecords":1,"minValues":{"s":{"y":{"z":"b"}}},"maxValues":{"s":{"y":{"z":"b"}}},"nullCount":{"s":{"x":1,"y":{"z":0}},"l":1}}""";

    assertThat(merged("s STRUCT<x: INT, y: STRUCT<z: STRING>>, l ARRAY<INT>, gone INT", one, other))
        .isEqualTo(
            """
            {"numRecords":2,"minValues":{"s":{"x":1,"y":{"z":"a"}}},"maxValues":{"s":{"x":1,"y":{"z":"b"}}},"nullCount":{"s":{"x":1,"y":{"z":0}},"l":1}}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "true"})
  void aBoundThatIsNoNumberIsLeftOut(String largest) {
    assertThat(merged("c DOUBLE", of("1.0", largest), of("2.0", "3.0")))
        .isEqualTo("{\"numRecords\":4,\"minValues\":{\"c\":1.0},\"nullCount\":{\"c\":2}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOOLEAN", "BINARY", "ARRAY<STRING>"})
  void otherTypesHaveNoBounds(String type) {
    assertThat(merged("c " + type, of("\"a\"", "\"b\""), of("true", "true")))
        .isEqualTo("{\"numRecords\":4,\"nullCount\":{\"c\":2}}");
  }

  @Test
  void timesThatDoNotParseAreLeftOut() {
    String odd = of("\"2024-01-01 00:00:00\"", "\"2024-01-01T00:00:00.000\"");

    assertThat(merged("c TIMESTAMP", odd, odd))
        .isEqualTo("{\"numRecords\":4,\"nullCount\":{\"c\":2}}");
  }
}
