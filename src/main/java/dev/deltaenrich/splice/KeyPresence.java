package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds out which files a changed lookup concerns. Thread-safe. */
public final class KeyPresence {
  private KeyPresence() {}

  /**
   * How many of {@code normalisedKeys} occur in a file's key column. Reads the footer and, of each
   * key chunk, only the dictionary where all its pages use it, else the whole chunk; and no more
   * chunks once all keys were found. A dictionary may hold entries that no row uses, so the count
   * may be too high there, never too low.
   *
   * @param bytesInLog the size the table's log gives
   * @param key the key column, as the table's schema spells it
   * @param normalisedKeys as {@link KeyMatch#normalise} gives them
   * @throws NotSpliceableException when the key column cannot be read this way: whatever {@link
   *     Splicer#open} refuses for the key's sake
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself or a chunk does not decode
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public static int count(
      Configuration conf,
      Path file,
      long bytesInLog,
      String key,
      KeyMatch match,
      Set<String> normalisedKeys)
      throws NotSpliceableException, IOException {
    LookupKeys lookup = new LookupKeys(match, List.copyOf(normalisedKeys));
    try (OpenSource source = OpenSource.of(conf, file, bytesInLog, key);
        KeyReader reader = source.keys(conf)) {
      BitSet found = new BitSet();
      for (int i = 0; i < reader.groups() && found.cardinality() < normalisedKeys.size(); i++) {
        if (reader.rows(i) > 0) {
          GroupKeys keys = new GroupKeys(lookup, new KeyTally());
          reader.readDistinct(i, keys);
          found.or(keys.usedRows());
          found.clear(LookupKeys.UNMATCHED);
        }
      }
      return found.cardinality();
    }
  }
}
