package dev.deltaenrich.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A file's statistics as the log has them (Delta PROTOCOL, "Per-file Statistics"). */
final class StatisticsJson {
  static final String ROWS = "numRecords";
  static final String MIN = "minValues";
  static final String MAX = "maxValues";
  static final String NULLS = "nullCount";

  /** False where rows may have been deleted since the bounds were taken. */
  static final String TIGHT = "tightBounds";

  static final List<String> COLUMN_MAPS = List.of(MIN, MAX, NULLS);

  /** Bounds of decimals have more digits than a double. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private StatisticsJson() {}

  /**
   * Statistics as an object that the caller may change. What does not parse, or has something else
   * for its maps of columns, is no statistics; the raw table's own readers get nothing from it.
   *
   * @param statistics may be null
   */
  static ObjectNode parsed(String statistics) {
    try {
      JsonNode node = statistics == null ? null : JSON.readTree(statistics);
      boolean sound =
          node instanceof ObjectNode
              && COLUMN_MAPS.stream().map(node::path).noneMatch(JsonNode::isValueNode);
      return sound ? (ObjectNode) node : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
