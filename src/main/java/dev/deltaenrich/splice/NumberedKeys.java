package dev.deltaenrich.splice;

import dev.deltaenrich.config.CompositeKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of a row group's rows, or a part of them.
 *
 * @param texts each once
 * @param rows for each row the number of its text; {@link ByteKeys#NONE} where it has none
 */
record NumberedKeys(ByteKeys texts, int[] rows) {
  /**
   * These keys and the next part of them as one text.
   *
   * @throws IOException when that is of another number of rows
   */
  NumberedKeys with(NumberedKeys next) throws IOException {
    if (rows.length != next.rows.length) {
      throw new IOException(
          "the parts of its key have %d and %d rows".formatted(rows.length, next.rows.length));
    }
    ByteKeys joined = new ByteKeys(Math.max(texts.size(), next.texts.size()));
    Map<Long, Integer> numbers = new HashMap<>();
    int[] both = new int[rows.length];
    for (int row = 0; row < both.length; row++) {
      int mine = rows[row];
      int its = next.rows[row];
      both[row] =
          mine == ByteKeys.NONE || its == ByteKeys.NONE
              ? ByteKeys.NONE
              : numbers.computeIfAbsent(
                  (long) mine << Integer.SIZE | its,
                  pair -> joined.add(joined(texts.key(mine), next.texts.key(its))));
    }
    return new NumberedKeys(joined, both);
  }

  private static byte[] joined(byte[] before, byte[] next) {
    byte[] joined = Arrays.copyOf(before, before.length + 1 + next.length);
    joined[before.length] = CompositeKey.SEPARATOR;
    System.arraycopy(next, 0, joined, before.length + 1, next.length);
    return joined;
  }
}
