package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.splice.ColumnFigures;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddedStatisticsTest {
  private static final String RAW =
      """
      {"numRecords":3,"minValues":{"amount":1.10,"s":{"x":1}},"maxValues":{"amount":2.50,"s":{"x":2}},
       "nullCount":{"amount":0,"s":{"x":1}}}""";

  @Test
  void keepsWhatTheRawFileHasAndAddsTheNewColumn() throws JsonProcessingException {
    JsonNode statistics = statistics(RAW, new ColumnFigures("category", "Books", "Toys", 1));

    assertThat(statistics.at("/numRecords").longValue()).isEqualTo(3);
    assertThat(statistics.at("/minValues/s/x").intValue()).isEqualTo(1);
    assertThat(statistics.at("/minValues/category").textValue()).isEqualTo("Books");
    assertThat(statistics.at("/maxValues/category").textValue()).isEqualTo("Toys");
    assertThat(statistics.at("/nullCount/category").longValue()).isEqualTo(1);
    assertThat(statistics.at("/nullCount/s/x").longValue()).isEqualTo(1);
  }

  @Test
  void leavesTheDigitsOfRawNumbersAsTheyStand() {
    assertThat(AddedStatistics.of(RAW, 3, List.of())).contains("\"amount\":1.10,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "7",
        "[{\"numRecords\":9}]",
        "{\"numRecords\":9",
        "{\"minValues\":{\"a\":NaN}}",
        "{\"minValues\":{\"a\":-Infinity}}",
        "{\"minValues\":7}",
        "{\"maxValues\":\"x\"}",
        "{\"nullCount\":null}"
      })
  void whatAreNoStatisticsIsLeftOut(String raw) throws JsonProcessingException {
    JsonNode statistics = statistics(raw, new ColumnFigures("category", "Books", "Toys", 1));

    assertThat(statistics)
        .hasToString(
            "{\"numRecords\":3,\"nullCount\":{\"category\":1},\"minValues\":{\"category\":\"Books\"},\"maxValues\":{\"category\":\"Toys\"}}");
  }

  @Test
  void makesStatisticsWhereTheLogHasNone() throws JsonProcessingException {
    for (String none : new String[] {null, "", "[]", "{"}) {
      JsonNode statistics = statistics(none, new ColumnFigures("c", 1L, 2L, 0));

      assertThat(statistics.at("/numRecords").longValue()).isEqualTo(3);
      assertThat(statistics.at("/maxValues/c").longValue()).isEqualTo(2);
    }
  }

  @Test
  void aColumnOfNullsHasACountButNoBounds() throws JsonProcessingException {
    JsonNode statistics = statistics(null, new ColumnFigures("c", null, null, 3));

    assertThat(statistics.at("/nullCount/c").longValue()).isEqualTo(3);
    assertThat(statistics.has("minValues")).isFalse();
  }

  /** Delta skips files by booleans nowhere, so it keeps no bounds of them. */
  @Test
  void booleansHaveNoBounds() throws JsonProcessingException {
    assertThat(statistics(null, new ColumnFigures("c", false, true, 0)).has("minValues")).isFalse();
  }

  @Test
  void longTextsAreCutSoThatTheyStillBound() throws JsonProcessingException {
    String smiles = "\uD83D\uDE00".repeat(40);
    JsonNode statistics = statistics(null, new ColumnFigures("c", smiles, "z".repeat(40), 0));

    assertThat(statistics.at("/minValues/c").textValue()).isEqualTo("\uD83D\uDE00".repeat(32));
    assertThat(statistics.at("/maxValues/c").textValue())
        .startsWith("z".repeat(32))
        .isGreaterThan("z".repeat(40));
  }

  /** Readers compare texts by UTF-8, where what is beyond U+FFFF is larger than the rest. */
  @Test
  void largestTextsBoundCharactersBeyondSixteenBits() throws JsonProcessingException {
    for (String text :
        List.of(
            "z".repeat(32) + "\uD83D\uDE00",
            "z".repeat(31) + "\uD83D\uDE00z",
            "\uDBFF\uDFFF".repeat(32) + "\uDBFF\uDFFFz")) {
      JsonNode statistics = statistics(null, new ColumnFigures("c", "a", text, 0));
      byte[] max = statistics.at("/maxValues/c").textValue().getBytes(StandardCharsets.UTF_8);
      assertThat(Arrays.compareUnsigned(max, text.getBytes(StandardCharsets.UTF_8))).isPositive();
    }
  }

  @Test
  void writesValuesAsDeltaDoes() throws JsonProcessingException {
    JsonNode statistics =
        statistics(
            null,
            new ColumnFigures("day", LocalDate.of(2024, 2, 29), LocalDate.of(2024, 3, 1), 0),
            new ColumnFigures(
                "at",
                Instant.parse("2024-01-02T03:04:05.678901Z"),
                Instant.parse("2024-01-02T03:04:05.678901Z"),
                0),
            new ColumnFigures("sum", new BigDecimal("1.50"), new BigDecimal("2.50"), 0));

    assertThat(statistics.at("/minValues/day").textValue()).isEqualTo("2024-02-29");
    assertThat(statistics.at("/maxValues/at").textValue()).isEqualTo("2024-01-02T03:04:05.678Z");
    assertThat(statistics.at("/minValues/sum").isNumber()).isTrue();
  }

  private static JsonNode statistics(String raw, ColumnFigures... figures)
      throws JsonProcessingException {
    return new ObjectMapper().readTree(AddedStatistics.of(raw, 3, List.of(figures)));
  }
}
