package dev.deltaenrich.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Between which integers a file's keys lie, by its statistics (Delta PROTOCOL, "Per-file
 * Statistics"). Numbers are never cut.
 *
 * @param low the smallest key
 * @param high the largest key
 */
record IntegerBounds(long low, long high) {
  /**
   * The bounds of column {@code key}; empty where the statistics have no integers for the column.
   */
  static Optional<IntegerBounds> of(JsonNode statistics, String key) {
    JsonNode low = statistics.path("minValues").path(key);
    JsonNode high = statistics.path("maxValues").path(key);
    return isInteger(low) && isInteger(high)
        ? Optional.of(new IntegerBounds(low.longValue(), high.longValue()))
        : Optional.empty();
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong();
  }
}
