package dev.deltaenrich.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * What a file's statistics say of its keys (Delta PROTOCOL, "Per-file Statistics"); what they do
 * not say is missing.
 *
 * @param low the smallest key
 * @param high the largest key
 * @param nulls how many rows have none
 * @param rows how many rows there are
 */
record KeyStatistics(JsonNode low, JsonNode high, JsonNode nulls, JsonNode rows) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads them.
   *
   * @param statistics as the log has them; may be null, or no JSON
   * @param key the key column, and the fields on the way to a key inside of it
   */
  static KeyStatistics of(String statistics, List<String> key) {
    JsonNode file = parsed(statistics);
    return new KeyStatistics(
        at(file.path("minValues"), key),
        at(file.path("maxValues"), key),
        at(file.path("nullCount"), key),
        file.path("numRecords"));
  }

  private static JsonNode parsed(String statistics) {
    try {
      return statistics == null ? MissingNode.getInstance() : JSON.readTree(statistics);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Whether no row has a key. */
  boolean haveNoKeys() {
    return nulls.isNumber() && nulls.equals(rows);
  }

  private static JsonNode at(JsonNode values, List<String> key) {
    JsonNode value = values;
    for (String name : key) {
      value = value.path(name);
    }
    return value;
  }
}
