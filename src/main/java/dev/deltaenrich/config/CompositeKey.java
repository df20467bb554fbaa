package dev.deltaenrich.config;

import java.util.Arrays;
import java.util.List;

/**
 * Keys of several parts as one text: the parts' texts with a NUL between each two, a character that
 * no text of PostgreSQL has. A raw text that has one is equal to no key of a lookup, since it makes
 * one part more.
 */
public final class CompositeKey {
  /** What stands between parts. */
  public static final char SEPARATOR = '\0';

  private static final String SEPARATOR_TEXT = String.valueOf(SEPARATOR);
  private static final String SHOWN_SEPARATOR = ", ";

  private CompositeKey() {}

  /** The columns that a setting names, separated by commas. */
  public static List<String> columns(String setting) {
    return Arrays.stream(setting.split(",", -1)).map(String::strip).toList();
  }

  /** Parts as one text. */
  public static String join(List<String> parts) {
    return String.join(SEPARATOR_TEXT, parts);
  }

  /** The parts of a text, one where it is no composite key. */
  public static List<String> parts(String key) {
    return List.of(key.split(SEPARATOR_TEXT, -1));
  }

  /** A key as people see it: its parts with commas between them. */
  public static String shown(String key) {
    return key == null ? null : key.replace(SEPARATOR_TEXT, SHOWN_SEPARATOR);
  }
}
