package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One source that can be spliced. Holds the source open until it is closed. Not thread-safe, but
 * its {@link #prefix} may be copied by another thread or by the store while {@link #encode} works.
 */
public final class Splice implements Closeable {
  private final Configuration conf;
  private final PreparedLookup lookup;
  private final OpenSource source;
  private final ParquetFooter footer;
  private final KeyReader keys;

  Splice(Configuration conf, PreparedLookup lookup, OpenSource source, KeyReader keys) {
    this.conf = conf;
    this.lookup = lookup;
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
    KeyTally tally = new KeyTally();
    GroupKeys group = new GroupKeys(lookup.keys(), tally);
    List<FiguresOfColumn> figures = lookup.columns().stream().map(FiguresOfColumn::new).toList();
    try (TailWriter tail =
        new TailWriter(
            conf,
            lookup.schema(),
            keys.codec(),
            footer.start(),
            footer.file().number(Fields.File.VERSION))) {
      for (int i = 0; i < keys.groups(); i++) {
        keys.read(i, group);
        tail.write(valuesOf(group, figures));
      }
      return new SplicedTail(
          footer.start(),
          tail.end(this::merged),
          footer.rows(),
          tally.counts(),
          figures.stream().map(FiguresOfColumn::figures).toList(),
          source.source().bytesRead());
    }
  }

  private ThriftStruct merged(ThriftStruct added) {
    return MergedFooter.of(footer.file(), source.schema(), added, lookup.added());
  }

  private List<GroupValues> valuesOf(GroupKeys group, List<FiguresOfColumn> figures) {
    List<GroupValues> columns = new ArrayList<>();
    for (int i = 0; i < lookup.columns().size(); i++) {
      GroupValues values = GroupValues.of(lookup.columns().get(i), lookup.keys().size(), group);
      figures.get(i).add(values);
      columns.add(values);
    }
    return columns;
  }

  @Override
  public void close() throws IOException {
    try (source) {
      keys.close();
    }
  }
}
