package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One source that can be spliced. Holds the source open until it is closed. Not thread-safe, but
 * its {@link #prefix} may be copied by another thread or by the store while {@link #encode} works.
 */
public final class Splice implements Closeable {
  private final Configuration conf;
  private final List<PreparedLookup> lookups;
  private final OpenSource source;
  private final ParquetFooter footer;
  private final KeysByLookup keys;

  Splice(Configuration conf, List<PreparedLookup> lookups, OpenSource source, KeysByLookup keys) {
    this.conf = conf;
    this.lookups = lookups;
    this.source = source;
    this.footer = source.footer();
    this.keys = keys;
  }

  /** Rows of the source, by its footer. */
  public long rows() {
    return footer.rows();
  }

  /** The source's footer, without row groups that have no rows. */
  public ParquetFooter footer() {
    return footer;
  }

  /**
   * Whether rows of it go to the quarantine, so that its bytes cannot stay. Reads the key chunks.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, as {@link #encode}
   * @throws IOException when the store fails
   */
  public boolean hasRowsFor(QuarantineRule quarantine) throws IOException {
    return quarantine.rows(keys, lookups).stream().anyMatch(rows -> !rows.isEmpty());
  }

  /** How many bytes from the source's start are taken over as they are: all before its footer. */
  public long prefix() {
    return footer.start();
  }

  /**
   * Reads the key chunks, one request each, and makes the bytes that follow the prefix. Once only.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, naming file and row group, when a
   *     key chunk does not decode to as many values as the row group has rows
   * @throws IOException when the store fails
   */
  public SplicedTail encode() throws IOException {
    try (NewChunks chunks =
        new NewChunks(
            conf,
            lookups,
            null,
            keys.codec(),
            footer.start(),
            footer.file().number(Fields.File.VERSION))) {
      chunks.add(keys);
      return new SplicedTail(
          footer.start(),
          chunks.end(added -> merged(added, chunks.added())),
          footer.rows(),
          chunks.counts(),
          chunks.figures(),
          source.source().bytesRead());
    }
  }

  private ThriftStruct merged(ThriftStruct added, List<AddedColumn> columns) {
    return MergedFooter.of(footer.file(), source.schema(), added, columns);
  }

  @Override
  public void close() throws IOException {
    try (source) {
      keys.close();
    }
  }
}
