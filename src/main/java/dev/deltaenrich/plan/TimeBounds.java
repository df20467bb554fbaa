package dev.deltaenrich.plan;

import java.util.List;

/**
 * Between which times a file's rows are, by its statistics (Delta PROTOCOL, "Per-file Statistics").
 *
 * @param low the earliest time as the log has it; null where the log has none
 * @param high the latest one, cut to milliseconds
 */
public record TimeBounds(String low, String high) {
  /**
   * Reads them.
   *
   * @param statistics as the log has them; may be null, or no JSON
   * @param column the column, and the fields on the way to a field inside of it
   */
  public static TimeBounds of(String statistics, List<String> column) {
    KeyStatistics known = KeyStatistics.of(statistics, column);
    return new TimeBounds(known.low().textValue(), known.high().textValue());
  }
}
