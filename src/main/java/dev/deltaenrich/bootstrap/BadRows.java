package dev.deltaenrich.bootstrap;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rows of a file that cannot be loaded: all counted, the first ten kept. Not thread-safe. */
final class BadRows {
  /** As many as a message names. */
  static final int NAMED = 10;

  private final TreeMap<Long, String> first = new TreeMap<>();
  private long total;

  /** Adds a row. */
  void add(long line, String problem) {
    name(line, problem);
    total++;
  }

  /** Adds to the number of rows only. */
  void count(long rows) {
    total += rows;
  }

  /** Names a row that {@link #count} has counted, or will. */
  void name(long line, String problem) {
    first.merge(line, problem, (a, b) -> a + ", " + b);
    if (first.size() > NAMED) {
      first.pollLastEntry();
    }
  }

  /**
   * Throws LOOKUP_FILE if there are bad rows.
   *
   * @param left what became of what the file was for: {@code nothing was loaded}
   */
  void throwIfAny(Path file, String left) {
    if (total == 0) {
      return;
    }
    String rows =
        first.entrySet().stream()
            .map((Map.Entry<Long, String> row) -> "line " + row.getKey() + ": " + row.getValue())
            .collect(Collectors.joining(" | "));
    throw new EnrichException(
        ErrorCode.LOOKUP_FILE,
        "Cannot load %s: %,d bad row%s%s: %s; %s, correct the file and load it again"
            .formatted(
                file,
                total,
                total == 1 ? "" : "s",
                total > first.size() ? ", the first " + first.size() : "",
                rows,
                left));
  }
}
