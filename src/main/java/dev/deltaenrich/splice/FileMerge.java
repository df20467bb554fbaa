package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Makes one file of several sources and the new columns. Row groups are copied as bytes; those of
 * which rows are left out, very small ones, and those that the first source's footer would not
 * describe are made anew, see {@link Recoder}. Not thread-safe.
 */
public final class FileMerge implements Closeable {
  /** What row groups that are made anew hold at most, in bytes of the pages they are made of. */
  private static final long GROUP_BYTES = 1L << 25;

  /** What messages call a row group that was made anew. */
  private static final Path RECODED = new Path("recoded");

  private final Configuration conf;
  private final List<PreparedLookup> lookups;
  private final NewFile target;
  private final SharedColumns columns;
  private final int[] inOrder;
  private final ChunkCopier copier;
  private final NewChunks added;
  private final Optional<Quarantine> quarantine;
  private final QuarantineColumns quarantineColumns;
  private final MergedGroups groups = new MergedGroups();
  private Recoder recoder;
  private List<ThriftStruct> keyValues;
  private long bytesToRecode;
  private Fallback rewritten;
  private FileMerge quarantined;

  /**
   * Where rows without a match go.
   *
   * @param rule which rows go there
   * @param target makes the file, when there is the first of them; closed by the caller
   */
  public record Quarantine(QuarantineRule rule, Supplier<NewFile> target) {}

  /**
   * Starts a file.
   *
   * @param first the source whose footer the file's is made of; it is still to be added
   * @param target nothing was written to it; finished here, closed by the caller
   * @param quarantine where rows without a match go; empty where they stay
   */
  FileMerge(
      Configuration conf,
      List<PreparedLookup> lookups,
      MergeSource first,
      NewFile target,
      Optional<Quarantine> quarantine)
      throws IOException, NotSpliceableException {
    this(
        conf,
        lookups,
        SharedColumns.of(first.wanted()),
        first.codec(conf),
        target,
        quarantine,
        null);
  }

  private FileMerge(
      Configuration conf,
      List<PreparedLookup> lookups,
      SharedColumns columns,
      CompressionCodecName codec,
      NewFile target,
      Optional<Quarantine> quarantine,
      QuarantineColumns quarantineColumns)
      throws IOException {
    this.conf = conf;
    this.lookups = lookups;
    this.target = target;
    this.columns = columns;
    this.quarantine = quarantine;
    this.quarantineColumns = quarantineColumns;
    this.inOrder = IntStream.range(0, columns.schema().leaves()).toArray();
    this.keyValues = columns.file().list(Fields.File.KEY_VALUES, ThriftStruct.class);
    this.copier = new ChunkCopier(target);
    this.added =
        new NewChunks(
            conf,
            lookups,
            quarantineColumns,
            codec,
            TailWriter.MAGIC,
            columns.file().number(Fields.File.VERSION));
  }

  /**
   * Adds a source's rows and closes it. Those that go to the quarantine are added to its file.
   *
   * @return false where the source needs a file of its own; it was not taken and stays open
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT
   * @throws NotSpliceableException when its key cannot be read
   * @throws IOException when the store fails
   */
  public boolean add(MergeSource source) throws IOException, NotSpliceableException {
    Optional<MergeSource> unmatched = unmatched(source);
    if (!take(source)) {
      return false;
    }
    if (unmatched.isPresent() && !quarantined().take(unmatched.get())) {
      throw new IllegalStateException("a source that can be recoded can be recoded twice");
    }
    source.close();
    return true;
  }

  private Optional<MergeSource> unmatched(MergeSource source)
      throws IOException, NotSpliceableException {
    if (quarantine.isEmpty()) {
      return Optional.empty();
    }
    try (KeysByLookup keys = KeysByLookup.open(conf, source.open())) {
      return source.part(quarantine.get().rule(), keys, lookups);
    }
  }

  /** The file of the rows that go to the quarantine; it has the same columns of raw. */
  private FileMerge quarantined() throws IOException {
    if (quarantined == null) {
      quarantined =
          new FileMerge(
              conf,
              lookups,
              columns,
              added.codec(),
              quarantine.orElseThrow().target().get(),
              Optional.empty(),
              new QuarantineColumns(quarantine.orElseThrow().rule()));
    }
    return quarantined;
  }

  private boolean take(MergeSource source) throws IOException, NotSpliceableException {
    if (!columns.sharesCalendar(source.open())) {
      return false;
    }
    Optional<Fallback> reason = source.rewritten();
    Optional<int[]> leaves = reason.isEmpty() ? columns.leavesOf(source.open()) : Optional.empty();
    if (leaves.isPresent()) {
      copy(source.open(), leaves.get());
      keyValues = SharedColumns.common(keyValues, source.open());
      return true;
    }
    List<GroupChunks> chunks = new ArrayList<>();
    try {
      for (RecodedGroup group : source.recoded()) {
        chunks.add(recoder().open(group));
      }
    } catch (NotRecodableException e) {
      if (groups.isEmpty() && !waits()) {
        throw new NotSpliceableException(Refusal.UNREADABLE_COLUMN, e.getMessage(), e);
      }
      return false;
    }
    rewritten = rewritten == null ? reason.orElse(Fallback.OTHER_COLUMNS) : rewritten;
    for (int group = 0; group < chunks.size(); group++) {
      recoder.add(chunks.get(group));
      if (quarantineColumns != null) {
        quarantineColumns.comeFrom(
            source.open().source().path().toString(), chunks.get(group).keptRows());
      }
      bytesToRecode += source.bytes(group);
      if (bytesToRecode >= GROUP_BYTES) {
        recode();
      }
    }
    return true;
  }

  private Recoder recoder() throws NotRecodableException {
    if (recoder == null) {
      recoder = new Recoder(conf, LeafBridges.schema(columns.file()), added.codec());
    }
    return recoder;
  }

  /** Whether rows wait for their row group. */
  private boolean waits() {
    return recoder != null && recoder.rows() > 0;
  }

  /** Makes one row group of what waits for it. */
  private void recode() throws IOException, NotSpliceableException {
    bytesToRecode = 0;
    if (!waits()) {
      return;
    }
    try (OpenSource made =
        OpenSource.of(Source.of(RECODED, recoder.finish()), SourceColumns.ALL, columns.keys())) {
      copy(made, inOrder);
    }
  }

  private void copy(OpenSource source, int[] leaves) throws IOException, NotSpliceableException {
    try (KeysByLookup keys = KeysByLookup.open(conf, source)) {
      added.add(keys);
    }
    PageIndexes indexes = PageIndexes.read(source);
    for (ThriftStruct group : source.footer().groups()) {
      List<ThriftStruct> all = group.list(Fields.Group.CHUNKS, ThriftStruct.class);
      List<ThriftStruct> ordered = IntStream.of(leaves).mapToObj(all::get).toList();
      groups.add(group, copier.copy(source.source(), source.footer().start(), indexes, ordered));
    }
  }

  /**
   * Ends the file. Once only.
   *
   * @return null where no row is left, and none went to the quarantine; nothing stands at the
   *     target then
   * @throws IOException when the store fails
   */
  public MergedFile finish() throws IOException, NotSpliceableException {
    recode();
    if (groups.isEmpty() && quarantined == null) {
      return null;
    }
    MergedFile unmatched = quarantined == null ? null : quarantined.finish();
    ThriftStruct newColumns = copyNewColumns();
    groups.follow(copier);
    ThriftStruct source =
        columns
            .file()
            .withStructs(Fields.File.ROW_GROUPS, groups.first(columns.schema().leaves()))
            .withNumber(Fields.File.ROWS, groups.rows())
            .withStructs(Fields.File.KEY_VALUES, keyValues);
    ThriftStruct footer =
        MergedFooter.of(
            source,
            columns.schema(),
            newColumns.withStructs(Fields.File.ROW_GROUPS, groups.rest(columns.schema().leaves())),
            added.added());
    long start = copier.position();
    copier.write(ByteBuffer.wrap(ParquetFooter.toFileEnd(footer)));
    return new MergedFile(
        target.finish(),
        new ParquetFooter(footer, start, copier.position()),
        added.counts(),
        added.figures(),
        rewritten,
        unmatched);
  }

  /** Copies the new columns' chunks to the row groups they belong to; returns their footer. */
  private ThriftStruct copyNewColumns() throws IOException {
    try (Source source = Source.of(RECODED, added.toFile())) {
      ParquetFooter footer = ParquetFooter.read(source);
      PageIndexes indexes = PageIndexes.read(source, footer);
      for (int i = 0; i < footer.groups().size(); i++) {
        List<ThriftStruct> all =
            footer.groups().get(i).list(Fields.Group.CHUNKS, ThriftStruct.class);
        groups.extend(i, copier.copy(source, footer.start(), indexes, all));
      }
      return footer.file();
    } catch (NotParquetException e) {
      throw new IllegalStateException("the new columns are no file", e);
    }
  }

  /** Lets go of what is in memory; the target is the caller's. */
  @Override
  public void close() {
    IOUtils.closeStream(quarantined);
    IOUtils.closeStream(recoder);
    added.close();
  }
}
