package dev.deltaenrich.enrich;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.splice.ColumnFigures;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A spliced file's statistics: the raw file's own, plus those of the new columns (Delta PROTOCOL,
 * "Per-file Statistics").
 */
final class AddedStatistics {
  /** As many characters of a text as Delta keeps (DataSkippingReader, MAX_STRING_PREFIX_LENGTH). */
  private static final int LONGEST_TEXT = 32;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  private AddedStatistics() {}

  /**
   * The statistics as they stand in an add action.
   *
   * @param rawStatistics the raw file's, or null where the log has none
   * @param rows rows of the file
   */
  static String of(String rawStatistics, long rows, List<ColumnFigures> figures) {
    ObjectNode statistics = StatisticsJson.parsed(rawStatistics);
    statistics.put("numRecords", rows);
    for (ColumnFigures column : figures) {
      statistics.withObject("/nullCount").put(column.name(), column.nullCount());
      if (column.min() != null && !(column.min() instanceof Boolean)) {
        put(statistics.withObject("/minValues"), column.name(), smallest(column.min()));
        put(statistics.withObject("/maxValues"), column.name(), largest(column.max()));
      }
    }
    return statistics.toString();
  }

  static void put(ObjectNode values, String column, Object value) {
    if (value instanceof BigDecimal decimal) {
      values.put(column, decimal);
    } else {
      values.set(column, StatisticsJson.JSON.valueToTree(value));
    }
  }

  /** A smallest value as statistics have it. */
  static Object smallest(Object min) {
    if (min instanceof String text) {
      return text.codePointCount(0, text.length()) <= LONGEST_TEXT
          ? text
          : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT));
    }
    return plain(min);
  }

  /** A largest value as statistics have it. */
  static Object largest(Object max) {
    return max instanceof String text ? largestText(text) : plain(max);
  }

  /**
   * A text that is not smaller, in the order of UTF-8. Delta's own {@code truncateMaxStringAgg}
   * goes by UTF-16 and ends texts in U+FFFD, which is smaller than any character beyond U+FFFF.
   */
  private static String largestText(String max) {
    int[] characters = max.codePoints().toArray();
    int kept = LONGEST_TEXT;
    while (kept < characters.length && characters[kept] == Character.MAX_CODE_POINT) {
      kept++;
    }
    return kept >= characters.length
        ? max
        : new StringBuilder(new String(characters, 0, kept))
            .appendCodePoint(Character.MAX_CODE_POINT)
            .toString();
  }

  /** Readers know that timestamps are cut to milliseconds, and widen the largest by one. */
  private static Object plain(Object value) {
    if (value instanceof Instant instant) {
      return TIMESTAMP.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }
    return value instanceof LocalDate date ? date.toString() : value;
  }
}
