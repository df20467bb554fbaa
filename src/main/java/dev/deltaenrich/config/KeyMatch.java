package dev.deltaenrich.config;

import java.util.List;
import java.util.Locale;

/**
 * What {@code lookup.match} says of texts. Spark's {@code trim} and {@code lower} do the same as
 * {@link #normalise}.
 */
public enum KeyMatch implements KeyEquality {
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
  @Override
  public String word() {
    return word;
  }

  @Override
  public KeyMatch setting() {
    return this;
  }

  @Override
  public List<KeyType> types() {
    return List.of();
  }

  @Override
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
