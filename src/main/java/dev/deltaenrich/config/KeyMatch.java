package dev.deltaenrich.config;

import java.util.Locale;

/**
 * How a raw key is compared with a lookup key. Both sides are normalised with {@link #normalise}
 * (or with Spark's {@code trim} and {@code lower}, which do the same) and then compared by code
 * points.
 */
public enum KeyMatch {
  /** Code point by code point. */
  EXACT("exact"),
  /** Spaces (U+0020) at both ends do not count. */
  TRIM("trim"),
  /** Neither do spaces at both ends nor upper and lower case. */
  TRIM_IGNORE_CASE("trim-ignore-case");

  private final String word;

  KeyMatch(String word) {
    this.word = word;
  }

  /** The word in the settings. */
  public String word() {
    return word;
  }

  /**
   * The form of {@code key} that is compared, of a {@linkplain CompositeKey composite key} part by
   * part; {@code key} must not be null.
   */
  public String normalise(String key) {
    return switch (this) {
      case EXACT -> key;
      case TRIM -> trim(key);
      case TRIM_IGNORE_CASE -> trim(key).toLowerCase(Locale.ROOT);
    };
  }

  private static String trim(String key) {
    return key.indexOf(CompositeKey.SEPARATOR) < 0
        ? trimPart(key)
        : CompositeKey.join(CompositeKey.parts(key).stream().map(KeyMatch::trimPart).toList());
  }

  private static String trimPart(String key) {
    int start = 0;
    int end = key.length();
    while (start < end && key.charAt(start) == ' ') {
      start++;
    }
    while (end > start && key.charAt(end - 1) == ' ') {
      end--;
    }
    return key.substring(start, end);
  }
}
