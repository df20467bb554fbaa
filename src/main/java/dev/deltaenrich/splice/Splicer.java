package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Adds the columns of one rule to any number of files. Thread-safe.
 *
 * @param conf how to reach the files
 * @param lookup what to add
 */
public record Splicer(Configuration conf, PreparedLookup lookup) {
  /**
   * Reads a source's footer and decides whether it can be spliced. One request for the file's
   * status and, unless the footer is very large, one for bytes.
   *
   * @param bytesInLog the size the table's log gives
   * @throws NotSpliceableException when it cannot
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when the footer contradicts
   *     itself
   * @throws java.io.FileNotFoundException when there is no such file
   * @throws IOException when the store fails
   */
  public Splice open(Path source, long bytesInLog) throws NotSpliceableException, IOException {
    OpenSource open = OpenSource.of(conf, source, bytesInLog, lookup.key());
    try {
      open.check().require(lookup.added());
      return new Splice(conf, lookup, open, open.keys(conf));
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }
}
