package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * A source that becomes a part of a file. Small ones are in memory as a whole, so that nothing is
 * asked of the store any more; a large one stays open until it is closed. Not thread-safe.
 */
public final class MergeSource implements Closeable {
  /** Larger sources are read in pieces. */
  static final long LARGEST_IN_MEMORY = 1L << 25;

  /** Smaller row groups are not worth their metadata to readers, who ask for each chunk. */
  public static final long SMALL_GROUP = 1L << 19;

  private final OpenSource open;
  private final LongPredicate deleted;
  private final long smallGroup;
  private OpenSource wanted;
  private Fallback rewritten;
  private boolean alone;
  private List<BitSet> leftOut;

  private MergeSource(OpenSource open, LongPredicate deleted, long smallGroup) {
    this.open = open;
    this.deleted = deleted;
    this.smallGroup = smallGroup;
    this.wanted = open;
  }

  /**
   * @param deleted tells of the number of a row, from 0 on, whether the row is left out; null where
   *     none is
   * @param smallGroup row groups of fewer bytes are made one with others
   */
  static MergeSource of(OpenSource open, LongPredicate deleted, long smallGroup) {
    MergeSource source = new MergeSource(open, deleted, smallGroup);
    source.rewritten =
        deleted == null ? open.check().rewritten().orElse(null) : Fallback.DELETED_ROWS;
    return source;
  }

  /** From now on, no other source is to share its file: its only row group stays, however small. */
  public void keepAlone() {
    alone = true;
  }

  /** From now on, all its pages are to be made anew. */
  public void rewriteAll() {
    rewritten = Fallback.ASKED;
  }

  /**
   * From now on, its columns are to become those of another schema.
   *
   * @param schema its own columns, some of them with wider types
   * @throws NotSpliceableException when that is no schema
   */
  public void widen(MessageType schema) throws NotSpliceableException {
    wanted = open.withSchema(FooterSchema.elements(schema));
  }

  /** What a file that is made of it alone has: its own columns, but for those to be widened. */
  OpenSource wanted() {
    return wanted;
  }

  /** Why its pages are made anew, whatever other sources of the file are like. */
  Optional<Fallback> rewritten() {
    return rewritten == null && hasSmallGroups()
        ? Optional.of(Fallback.SMALL_ROW_GROUPS)
        : Optional.ofNullable(rewritten);
  }

  /** Rows of the source, by its footer; those that are left out count. */
  public long rows() {
    return open.footer().rows();
  }

  /** The source's footer, without row groups that have no rows. */
  public ParquetFooter footer() {
    return open.footer();
  }

  OpenSource open() {
    return open;
  }

  int groups() {
    return open.footer().groups().size();
  }

  /** See {@link KeyReader#codec}. */
  CompressionCodecName codec(Configuration conf) throws NotSpliceableException, IOException {
    try (KeysByLookup keys = KeysByLookup.open(conf, open)) {
      return keys.codec();
    }
  }

  /**
   * Parts it: from now on, the rows that go to the quarantine are left out.
   *
   * @param keys its keys
   * @return the same source, which is closed with this one, of which only these rows stay; empty
   *     where there are none
   */
  Optional<MergeSource> part(
      QuarantineRule quarantine, KeysByLookup keys, List<PreparedLookup> lookups)
      throws IOException {
    List<BitSet> unmatched = quarantine.rows(keys, lookups);
    List<BitSet> others = new ArrayList<>();
    boolean any = false;
    for (int group = 0; group < groups(); group++) {
      BitSet rows = unmatched.get(group);
      rows.andNot(leftOut().get(group));
      any |= !rows.isEmpty();
      leftOut().get(group).or(rows);
      BitSet rest = (BitSet) rows.clone();
      rest.flip(0, Math.toIntExact(rowsOf(group)));
      others.add(rest);
    }
    if (!any) {
      return Optional.empty();
    }
    rewritten = rewritten == null ? Fallback.QUARANTINED_ROWS : rewritten;
    MergeSource parted = new MergeSource(open, null, smallGroup);
    parted.rewritten = rewritten;
    parted.leftOut = others;
    return Optional.of(parted);
  }

  /** How many rows stay. */
  long keptRows() {
    return rows() - leftOut().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** Its row groups as they are recoded; asks once a row whether the row is left out. */
  List<RecodedGroup> recoded() {
    return IntStream.range(0, groups())
        .mapToObj(
            group -> new RecodedGroup(open.source(), open.footer(), group, leftOut().get(group)))
        .toList();
  }

  private List<BitSet> leftOut() {
    if (leftOut == null) {
      leftOut = IntStream.range(0, groups()).mapToObj(this::deletedRows).toList();
    }
    return leftOut;
  }

  /** Whether its row groups are so small that several should become one. */
  private boolean hasSmallGroups() {
    if (alone && groups() == 1) {
      return false;
    }
    long bytes = 0;
    for (int i = 0; i < groups(); i++) {
      bytes += bytes(i);
    }
    return bytes < smallGroup * groups();
  }

  /** Bytes of a row group's pages. */
  long bytes(int group) {
    return ParquetChunk.sum(
        open.footer().groups().get(group).list(Fields.Group.CHUNKS, ThriftStruct.class),
        Fields.Data.COMPRESSED_BYTES);
  }

  /** Which rows of a row group are left out, by their numbers in the row group. */
  private BitSet deletedRows(int group) {
    BitSet rows = new BitSet();
    if (deleted == null) {
      return rows;
    }
    long first = 0;
    for (int i = 0; i < group; i++) {
      first += rowsOf(i);
    }
    int count = Math.toIntExact(rowsOf(group));
    for (int row = 0; row < count; row++) {
      if (deleted.test(first + row)) {
        rows.set(row);
      }
    }
    return rows;
  }

  private long rowsOf(int group) {
    return open.footer().groups().get(group).number(Fields.Group.ROWS);
  }

  /** Bytes that were read of the source so far. */
  public long bytesRead() {
    return open.source().bytesRead();
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
