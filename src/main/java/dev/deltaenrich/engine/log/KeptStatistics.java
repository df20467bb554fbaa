package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is kept of files' statistics when a log is read. They are most of it, and of a hundred
 * thousand files more than a driver's memory holds.
 */
public enum KeptStatistics {
  /** Nothing; a checkpoint's column of them is not even read. */
  NONE,
  /** How many rows a file has. */
  ROWS,
  /** All. */
  WHOLE;

  /** Of an add action's statistics what is kept, or null. */
  String of(JsonNode file) {
    return switch (this) {
      case NONE -> null;
      case ROWS -> FileStatistics.countOnly(file);
      case WHOLE -> FileStatistics.of(file);
    };
  }
}
