package dev.deltaenrich.splice;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * The keys of a row group's rows, or a part of them.
 *
 * @param texts each once
 * @param rows for each row the number of its text; {@link ByteKeys#NONE} where it has none
 */
record NumberedKeys(ByteKeys texts, int[] rows) {
  /** More different keys than a task has room for; Spark's row groups have fewer rows. */
  private static final int MOST = 1 << 22;

  private static final long MOST_BYTES = 1L << 29;

  /**
   * These keys and the next part of them as one text.
   *
   * @param file what they are of, for messages
   * @throws EnrichException FILE_UNREADABLE when there are too many different ones to hold,
   *     FILE_CORRUPT when they are of another number of rows
   */
  NumberedKeys with(NumberedKeys next, Path file) {
    if (rows.length != next.rows.length) {
      throw CorruptFile.contradiction(
          file,
          "the columns of its key have %d and %d rows".formatted(rows.length, next.rows.length));
    }
    ByteKeys joined = new ByteKeys(Math.max(texts.size(), next.texts.size()));
    Map<Long, Integer> numbers = new HashMap<>();
    int[] both = new int[rows.length];
    long bytes = 0;
    for (int row = 0; row < both.length; row++) {
      int mine = rows[row];
      int its = next.rows[row];
      both[row] = ByteKeys.NONE;
      if (mine != ByteKeys.NONE && its != ByteKeys.NONE) {
        // Mixed, since a Long of two equal halves has the hash 0.
        long pair = ((long) mine << Integer.SIZE | its) * ByteKeys.MIX;
        Integer known = numbers.get(pair);
        if (known == null) {
          byte[] text = joined(texts.key(mine), next.texts.key(its));
          bytes += text.length;
          requireRoom(joined.size(), bytes, file);
          known = joined.add(text);
          numbers.put(pair, known);
        }
        both[row] = known;
      }
    }
    return new NumberedKeys(joined, both);
  }

  private static void requireRoom(int keys, long bytes, Path file) {
    if (keys == MOST || bytes > MOST_BYTES) {
      throw new EnrichException(
          ErrorCode.FILE_UNREADABLE,
          "Cannot read %s: a row group has more than %,d different keys of several columns, or more than %,d bytes of them; rewrite the file with smaller row groups"
              .formatted(file, MOST, MOST_BYTES));
    }
  }

  private static byte[] joined(byte[] before, byte[] next) {
    byte[] joined = Arrays.copyOf(before, before.length + 1 + next.length);
    joined[before.length] = CompositeKey.SEPARATOR;
    System.arraycopy(next, 0, joined, before.length + 1, next.length);
    return joined;
  }
}
