package dev.deltaenrich.splice;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The keys of a file's rows for each of some lookups, in their order. Not thread-safe. */
final class KeysByLookup implements Closeable {
  private final List<FileKeys> keys = new ArrayList<>();
  private final List<RowTimes> times = new ArrayList<>();

  /**
   * Opens the keys of a file.
   *
   * @throws NotSpliceableException when some cannot be read; nothing is open then
   */
  static KeysByLookup open(Configuration conf, OpenSource source) throws NotSpliceableException {
    KeysByLookup opened = new KeysByLookup();
    try {
      for (LocatedKey key : source.keys()) {
        opened.keys.add(key.open(conf, source.source(), source.footer()));
        opened.times.add(key.openTimes(conf, source.source(), source.footer()));
      }
      return opened;
    } catch (NotSpliceableException | RuntimeException e) {
      IOUtils.closeStream(opened);
      throw e;
    }
  }

  /** The codec for what is added. */
  CompressionCodecName codec() {
    return keys.get(0).codec();
  }

  /** How many row groups there are; each has rows. */
  int groups() {
    return keys.get(0).groups();
  }

  /** The keys for one lookup. */
  FileKeys of(int lookup) {
    return keys.get(lookup);
  }

  /** The times of the rows for one lookup; null where its rows are always valid. */
  RowTimes timesOf(int lookup) {
    return times.get(lookup);
  }

  @Override
  public void close() {
    // Nothing is written by them: a failure to close what was read is none.
    keys.forEach(IOUtils::closeStream);
    times.forEach(IOUtils::closeStream);
  }
}
