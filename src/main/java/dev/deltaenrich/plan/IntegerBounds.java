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
  /** The bounds of a file; empty where the statistics have no integers. */
  static Optional<IntegerBounds> of(KeyStatistics statistics) {
    return isInteger(statistics.low()) && isInteger(statistics.high())
        ? Optional.of(
            new IntegerBounds(statistics.low().longValue(), statistics.high().longValue()))
        : Optional.empty();
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong();
  }
}
