package dev.deltaenrich.drills;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All rows of a table in whatever order, each with the times it is there.
 *
 * @param times a row's columns as one text, and how often it is there
 */
record Rows(Map<String, Long> times) {
  /** How two tables with the same rows compare. */
  static final String SAME = "0 rows lost, 0 too many";

  /** These rows. */
  static Rows of(Collection<String> rows) {
    return new Rows(
        rows.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
  }

  /** How many there are. */
  long count() {
    return times.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What is wrong with these where those are right. */
  String against(Rows right) {
    return "%d rows lost, %d too many".formatted(right.without(this), without(right));
  }

  private long without(Rows others) {
    return times.entrySet().stream()
        .mapToLong(row -> row.getValue() - others.times.getOrDefault(row.getKey(), 0L))
        .filter(more -> more > 0)
        .sum();
  }
}
