package dev.deltaenrich.bootstrap;

/** Values from files as messages show them. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** {@code text} on one line, cut off after sixty characters. */
  static String text(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return cut.replace("\r", "\\r").replace("\n", "\\n");
  }
}
