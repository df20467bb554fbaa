package dev.deltaenrich.config;

/** The texts of a UUID that PostgreSQL takes ("UUID Type"; {@code string_to_uuid} in uuid.c). */
final class UuidText {
  private static final int DIGITS = 32;
  private static final int LENGTH = 36;

  private UuidText() {}

  /**
   * The text that PostgreSQL writes of a UUID: small letters and four hyphens. A text may have
   * capitals, braces around it, and a hyphen after any four digits. A text that is no UUID stays as
   * it is.
   */
  static String canonical(String text) {
    boolean braces = text.startsWith("{");
    int at = braces ? 1 : 0;
    StringBuilder canonical = new StringBuilder(LENGTH);
    for (int digit = 0; digit < DIGITS; digit++) {
      if (at == text.length() || !isHexDigit(text.charAt(at))) {
        return text;
      }
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
        canonical.append('-');
      }
      canonical.append(small(text.charAt(at++)));
      boolean mayHyphen = digit % 4 == 3 && digit < DIGITS - 1;
      if (mayHyphen && at < text.length() && text.charAt(at) == '-') {
        at++;
      }
    }
    String rest = braces ? "}" : "";
    return text.substring(at).equals(rest) ? canonical.toString() : text;
  }

  private static boolean isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'f');
  }

  private static char small(char c) {
    return c >= 'A' && c <= 'F' ? (char) (c + 'a' - 'A') : c;
  }
}
