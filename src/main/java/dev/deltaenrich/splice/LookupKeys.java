package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of a lookup, each with the number of its row, from 1. Row 0 stands for all others.
 * Immutable.
 */
final class LookupKeys {
  /** The row of keys that are null or unknown. */
  static final int UNMATCHED = 0;

  private final KeyMatch match;
  private final Map<String, Integer> rows;

  /**
   * @param normalised the keys in the order of their rows, none twice
   */
  LookupKeys(KeyMatch match, Collection<String> normalised) {
    this.match = match;
    this.rows = new HashMap<>(normalised.size() * 2);
    for (String key : normalised) {
      rows.put(key, rows.size() + 1);
    }
  }

  /** How many rows there are, row 0 among them. */
  int size() {
    return rows.size() + 1;
  }

  /** The row of a raw key. */
  int row(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // What is no UTF-8 becomes U+FFFD, which may be a key by itself. Spark compares bytes, but
    // takes the same way over characters to make them lower case.
    if (match != KeyMatch.TRIM_IGNORE_CASE && text.indexOf('\ufffd') >= 0 && !isUtf8(utf8)) {
      return UNMATCHED;
    }
    return rows.getOrDefault(match.normalise(text), UNMATCHED);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
