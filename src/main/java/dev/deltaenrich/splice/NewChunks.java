package dev.deltaenrich.splice;

import dev.deltaenrich.plan.MatchCounts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The new columns of a file, encoded row group by row group from the keys. Not thread-safe. */
final class NewChunks implements Closeable {
  private final CompressionCodecName codec;
  private final List<OfLookup> lookups;
  private final QuarantineColumns quarantine;
  private final TailWriter tail;

  /** The columns that one lookup gives. */
  private static final class OfLookup {
    private final PreparedLookup lookup;
    private final KeyTally tally = new KeyTally();
    private final GroupKeys group;
    private final List<FiguresOfColumn> figures;

    OfLookup(PreparedLookup lookup) {
      this.lookup = lookup;
      this.group = new GroupKeys(lookup, tally);
      this.figures = lookup.columns().stream().map(FiguresOfColumn::new).toList();
    }

    /** Reads the keys of a row group, and adds a column's values to the columns of the group. */
    void add(KeysByLookup keys, int lookupNumber, int groupNumber, List<GroupValues> columns)
        throws IOException {
      group.read(keys, lookupNumber, groupNumber);
      for (int i = 0; i < figures.size(); i++) {
        GroupValues values = GroupValues.of(lookup.columns().get(i), lookup.rows() + 1, group);
        figures.get(i).add(values);
        columns.add(values);
      }
    }
  }

  /**
   * @param lookups what gives the columns, in their order
   * @param quarantine what gives them instead in a file of the quarantine; else null
   * @param codec how to compress the new columns
   * @param start where they stand in the file
   * @param fileVersion the {@code version} in the file's footer
   */
  NewChunks(
      Configuration conf,
      List<PreparedLookup> lookups,
      QuarantineColumns quarantine,
      CompressionCodecName codec,
      long start,
      long fileVersion)
      throws IOException {
    this.codec = codec;
    this.lookups = lookups.stream().map(OfLookup::new).toList();
    this.quarantine = quarantine;
    this.tail = new TailWriter(conf, schema(added()), codec, start, fileVersion);
  }

  private static MessageType schema(List<AddedColumn> columns) {
    return new MessageType(
        "added", columns.stream().map(column -> (Type) ColumnType.parquet(column)).toList());
  }

  /** All new columns, in order. */
  List<AddedColumn> added() {
    return quarantine == null
        ? lookups.stream().flatMap(it -> it.lookup.added().stream()).toList()
        : QuarantineColumns.COLUMNS;
  }

  /**
   * Adds a row group for each one of a source.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when a key chunk does not decode
   */
  void add(KeysByLookup keys) throws IOException {
    for (int group = 0; group < keys.groups(); group++) {
      List<GroupValues> columns = new ArrayList<>();
      for (int i = 0; i < lookups.size(); i++) {
        lookups.get(i).add(keys, i, group, columns);
      }
      tail.write(
          quarantine == null
              ? columns
              : quarantine.of(lookups.stream().map(it -> it.group).toList()));
    }
  }

  /** Ends the new columns, see {@link TailWriter#end}. */
  ByteBuffer end(UnaryOperator<ThriftStruct> merge) throws IOException {
    return tail.end(merge);
  }

  /** Ends the new columns, which are a file of their own, see {@link TailWriter#toFile}. */
  byte[] toFile() throws IOException {
    return tail.toFile();
  }

  CompressionCodecName codec() {
    return codec;
  }

  /** How the rows met each lookup. */
  List<MatchCounts> counts() {
    return lookups.stream().map(lookup -> lookup.tally.counts()).toList();
  }

  /** One for each new column. */
  List<ColumnFigures> figures() {
    return lookups.stream()
        .flatMap(lookup -> lookup.figures.stream())
        .map(FiguresOfColumn::figures)
        .toList();
  }

  @Override
  public void close() {
    tail.close();
  }
}
