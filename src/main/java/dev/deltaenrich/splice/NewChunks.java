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

/** The new columns of a file, encoded row group by row group from the keys. Not thread-safe. */
final class NewChunks implements Closeable {
  private final PreparedLookup lookup;
  private final CompressionCodecName codec;
  private final KeyTally tally = new KeyTally();
  private final GroupKeys group;
  private final List<FiguresOfColumn> figures;
  private final TailWriter tail;

  /**
   * @param codec how to compress the new columns
   * @param start where they stand in the file
   * @param fileVersion the {@code version} in the file's footer
   */
  NewChunks(
      Configuration conf,
      PreparedLookup lookup,
      CompressionCodecName codec,
      long start,
      long fileVersion)
      throws IOException {
    this.lookup = lookup;
    this.codec = codec;
    this.group = new GroupKeys(lookup.keys(), tally);
    this.figures = lookup.columns().stream().map(FiguresOfColumn::new).toList();
    this.tail = new TailWriter(conf, lookup.schema(), codec, start, fileVersion);
  }

  /**
   * Adds a row group for each one of a source.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT, when a key chunk does not decode
   */
  void add(FileKeys keys) throws IOException {
    for (int i = 0; i < keys.groups(); i++) {
      keys.read(i, group);
      tail.write(values());
    }
  }

  private List<GroupValues> values() {
    List<GroupValues> columns = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      GroupValues values = GroupValues.of(lookup.columns().get(i), lookup.keys().size(), group);
      figures.get(i).add(values);
      columns.add(values);
    }
    return columns;
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

  /** How the rows met the lookup. */
  MatchCounts counts() {
    return tally.counts();
  }

  /** One for each new column. */
  List<ColumnFigures> figures() {
    return figures.stream().map(FiguresOfColumn::figures).toList();
  }

  @Override
  public void close() {
    tail.close();
  }
}
