package dev.deltaenrich.splice;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyMatch;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The keys of a lookup, each with the number of its row, from 1. Row 0 stands for all others. Keys
 * are compared as bytes, as Spark does; most are never made a {@link String}. Immutable.
 */
final class LookupKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The row of keys that are null or unknown. */
  static final int UNMATCHED = 0;

  private final KeyEquality match;
  private final ByteKeys keys;

  /**
   * @param normalised the keys in the order of their rows, none twice
   */
  LookupKeys(KeyEquality match, Collection<String> normalised) {
    this.match = match;
    this.keys = new ByteKeys(normalised.size());
    for (String key : normalised) {
      keys.add(key.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * @param keys the keys as they are compared, numbered as their rows are; not copied
   */
  LookupKeys(KeyEquality match, ByteKeys keys) {
    this.match = match;
    this.keys = keys;
  }

  /** How many rows there are, row 0 among them. */
  int size() {
    return keys.size() + 1;
  }

  /** The row of a raw key. */
  int row(byte[] utf8) {
    if (match instanceof KeyMatch setting) {
      return switch (setting) {
        case EXACT -> row(utf8, 0, utf8.length);
        case TRIM -> trimmedRow(utf8);
        case TRIM_IGNORE_CASE -> trimmedRow(lower(utf8));
      };
    }
    byte[] normalised = normalised(utf8);
    return row(normalised, 0, normalised.length);
  }

  private int row(byte[] utf8, int from, int to) {
    return keys.find(utf8, from, to) + 1;
  }

  private int trimmedRow(byte[] utf8) {
    int from = 0;
    int to = utf8.length;
    while (from < to && utf8[from] == ' ') {
      from++;
    }
    while (to > from && utf8[to - 1] == ' ') {
      to--;
    }
    for (int i = from; i < to; i++) {
      if (utf8[i] == CompositeKey.SEPARATOR) {
        byte[] parts = normalised(utf8);
        return row(parts, 0, parts.length);
      }
    }
    return row(utf8, from, to);
  }

  private byte[] normalised(byte[] utf8) {
    return match
        .normalise(new String(utf8, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Like {@link KeyEquality#normalise}, and without a detour over characters where all are ASCII.
   */
  private byte[] lower(byte[] utf8) {
    byte[] lower = utf8;
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] < 0) {
        return normalised(utf8);
      }
      if (utf8[i] >= 'A' && utf8[i] <= 'Z') {
        lower = lower == utf8 ? utf8.clone() : lower;
        lower[i] = (byte) (lower[i] + 'a' - 'A');
      }
    }
    return lower;
  }
}
