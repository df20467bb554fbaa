package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds out which files a changed lookup concerns. Thread-safe. */
public final class KeyPresence {
  private final LookupKeys wanted;

  /**
   * @param match how keys are compared
   * @param normalisedKeys the keys to look for, as {@link KeyMatch#normalise} gives them, none
   *     twice
   */
  public KeyPresence(KeyMatch match, Collection<String> normalisedKeys) {
    this.wanted = new LookupKeys(match, normalisedKeys);
  }

  /**
   * How many of the keys occur in a file's key column. Reads the footer and, of each key chunk,
   * only the dictionary where all its pages use it, else the whole chunk; and no more chunks once
   * all keys were found. A dictionary may hold entries that no row uses, so the count may be too
   * high there, never too low. A file that lacks the column has none of them.
   *
   * @param bytesInLog the size the table's log gives
   * @param key the key column
   * @throws NotSpliceableException when the key column cannot be read this way: whatever {@link
   *     Splicer#open} refuses for the key's sake
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself or a chunk does not decode
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public int count(Configuration conf, Path file, long bytesInLog, SourceKey key)
      throws NotSpliceableException, IOException {
    try (OpenSource source =
        OpenSource.of(conf, file, bytesInLog, SourceColumns.ALL, List.of(key))) {
      return source.keys().get(0).mayBeThere() ? count(conf, source) : 0;
    }
  }

  private int count(Configuration conf, OpenSource source)
      throws NotSpliceableException, IOException {
    try (KeysByLookup keys = KeysByLookup.open(conf, source)) {
      BitSet found = new BitSet();
      // Row 0 of the lookup stands for all keys that are not wanted.
      int all = wanted.size() - 1;
      for (int i = 0; i < keys.groups() && found.cardinality() < all; i++) {
        GroupKeys group = new GroupKeys(wanted, new KeyTally());
        keys.of(0).readDistinct(i, group);
        found.or(group.usedRows());
        found.clear(LookupKeys.UNMATCHED);
      }
      return found.cardinality();
    }
  }
}
