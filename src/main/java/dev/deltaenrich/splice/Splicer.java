package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Adds the columns of one rule to any number of files. Making one prepares the lookup, so make one
 * a process and rule. Thread-safe.
 */
public final class Splicer {
  private final Configuration conf;
  private final SpliceRule rule;
  private final PreparedLookup lookup;

  /**
   * @param conf how to reach the files
   * @param rule what to add
   * @throws IllegalArgumentException when a value of the lookup is not of its column's type
   */
  public Splicer(Configuration conf, SpliceRule rule) {
    this.conf = conf;
    this.rule = rule;
    this.lookup = PreparedLookup.of(rule);
  }

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
    OpenSource open = OpenSource.of(conf, source, bytesInLog, rule.key());
    try {
      open.check().require(rule.columns());
      return new Splice(conf, rule, lookup, open, open.keys(conf));
    } catch (NotSpliceableException | RuntimeException e) {
      open.close();
      throw e;
    }
  }
}
