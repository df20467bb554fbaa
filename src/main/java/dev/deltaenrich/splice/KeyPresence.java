package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Period;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds out which files a changed lookup concerns. Thread-safe. */
public final class KeyPresence {
  private final LookupKeys wanted;
  private final List<Period> periods;

  /**
   * @param match how keys are compared
   * @param wanted the keys to look for, as {@link KeyEquality#normalise} gives them, each with the
   *     period in which it counts
   */
  public KeyPresence(KeyEquality match, Map<String, Period> wanted) {
    // A map's values are in the order of its keys.
    this.wanted = new LookupKeys(match, wanted.keySet());
    this.periods = List.copyOf(wanted.values());
  }

  /**
   * How many of the keys occur in a file's key column, leaving out those that do not count in the
   * file's time; where that leaves none, no file is read. Reads the footer and, of each key chunk,
   * only the dictionary where all its pages use it, else the whole chunk; and no more chunks once
   * all keys were found. A dictionary may hold entries that no row uses, so the count may be too
   * high there, never too low. A file that lacks the column has none of them.
   *
   * @param bytesInLog the size the table's log gives
   * @param key the key column
   * @param time in which the times of all rows are, as far as that is known
   * @throws NotSpliceableException when the key column cannot be read this way: whatever {@link
   *     Splicer#open} refuses for the key's sake
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself or a chunk does not decode
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public int count(Configuration conf, Path file, long bytesInLog, SourceKey key, Period time)
      throws NotSpliceableException, IOException {
    BitSet counting = new BitSet();
    for (int i = 0; i < periods.size(); i++) {
      // Row 0 of the lookup stands for all keys that are not wanted.
      counting.set(i + 1, periods.get(i).overlaps(time));
    }
    if (counting.isEmpty()) {
      return 0;
    }
    try (OpenSource source =
        OpenSource.of(conf, file, bytesInLog, SourceColumns.ALL, List.of(key))) {
      return source.keys().get(0).mayBeThere() ? count(conf, source, counting) : 0;
    }
  }

  private int count(Configuration conf, OpenSource source, BitSet counting)
      throws NotSpliceableException, IOException {
    try (KeysByLookup keys = KeysByLookup.open(conf, source)) {
      BitSet found = new BitSet();
      int all = counting.cardinality();
      for (int i = 0; i < keys.groups() && found.cardinality() < all; i++) {
        GroupKeys group = new GroupKeys(wanted);
        keys.of(0).readDistinct(i, group);
        found.or(group.usedRows());
        found.and(counting);
      }
      return found.cardinality();
    }
  }
}
