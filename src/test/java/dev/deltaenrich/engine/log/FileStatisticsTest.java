package dev.deltaenrich.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStatisticsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"numRecords\":7}",
        "{\"minValues\":{\"numRecords\":1},\"tightBounds\":false,\"numRecords\":7,\"nullCount\":{}}",
        "{\"numRecords\":7,\"minValues\":{",
        "{\"numRecords\":7,\"minValues\":{\"a\":NaN}}"
      })
  void rowsAreFoundWhereverTheyStand(String statistics) {
    assertThat(FileStatistics.rows(Optional.of(statistics))).hasValue(7);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "{}",
        "{\"numRecords\":null}",
        "{\"minValues\":{\"numRecords\":1}}",
        "{\"minValues\":{\"a\":NaN},\"numRecords\":7}",
        "{\"minValues\":{\"a\":-Infinity},\"numRecords\":7}",
        "{\"numRecords\":7",
        "{\"numRecords\":-7}",
        "{\"numRecords\":7.0}",
        "{\"numRecords\":\"7\"}",
        "{\"numRecords\":70000000000000000000}",
        "[{\"numRecords\":7}]",
        "7",
        "garbage"
      })
  void rowsThatAreNotSaidAreUnknown(String statistics) {
    assertThat(FileStatistics.rows(Optional.ofNullable(statistics))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theCountCanBeKeptAloneOfTextsAndOfBytes(boolean bytes) {
    String statistics = "{\"numRecords\":7,\"minValues\":{\"a\":\"ü\"}}";

    assertThat(FileStatistics.countOnly(file(statistics, bytes))).isEqualTo("{\"numRecords\":7}");
    assertThat(FileStatistics.of(file(statistics, bytes))).isEqualTo(statistics);
    assertThat(FileStatistics.countOnly(file("{\"minValues\":{\"a\":1}}", bytes))).isNull();
  }

  @Test
  void filesWithoutStatisticsHaveNone() {
    JsonNode none = JsonNodeFactory.instance.objectNode();

    assertThat(FileStatistics.countOnly(none)).isNull();
    assertThat(FileStatistics.of(none)).isNull();
  }

  private static JsonNode file(String statistics, boolean bytes) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    return bytes
        ? file.putPOJO("stats", Binary.fromString(statistics))
        : file.put("stats", statistics);
  }
}
