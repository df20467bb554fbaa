package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file whose keys can be read, row group by row group. Not thread-safe. */
public final class KeySource implements Closeable {
  private final OpenSource source;
  private final KeysByLookup keys;

  private KeySource(OpenSource source, KeysByLookup keys) {
    this.source = source;
    this.keys = keys;
  }

  /**
   * Reads a file's footer.
   *
   * @param bytesInLog the size the table's log gives
   * @param columns which of its columns are wanted
   * @param key where its keys are
   * @throws NotSpliceableException when the key column cannot be read this way: whatever {@link
   *     Splicer#open} refuses for the key's sake
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public static KeySource open(
      Configuration conf, Path file, long bytesInLog, SourceColumns columns, SourceKey key)
      throws NotSpliceableException, IOException {
    OpenSource source = OpenSource.of(conf, file, bytesInLog, columns, List.of(key));
    try {
      return new KeySource(source, KeysByLookup.open(conf, source));
    } catch (NotSpliceableException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** How many row groups with rows there are. */
  public int groups() {
    return keys.groups();
  }

  /**
   * Reads which keys a row group has: from the dictionary alone where all pages use it, else from
   * the whole key chunk. A dictionary may hold keys that no row has.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the chunk does not decode
   * @throws IOException when the store fails
   */
  public void read(int group, DistinctKeys into) throws IOException {
    keys.of(0).readDistinct(group, into.sink());
  }

  @Override
  public void close() throws IOException {
    try (source) {
      keys.close();
    }
  }
}
