package dev.deltaenrich.engine.crosscheck;

/** The second reader cannot show a column as Spark does; the message says why. */
final class NotComparableException extends Exception {
  private static final long serialVersionUID = 1L;

  NotComparableException(String message) {
    super(message);
  }
}
