package dev.deltaenrich.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.CommitDescription;
import dev.deltaenrich.engine.log.TableProtocol;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.EarlierLookup;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupMark;
import dev.deltaenrich.source.LookupRow;
import dev.deltaenrich.source.LookupSpill;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lookups that runs used: an append-only Delta table of {@code snapshot} (partition), {@code
 * key} and {@code values}, a map from looked-up column to its value as text. A snapshot that is
 * there already is never written again. What a snapshot was taken of and when stands in its files'
 * tags. Of a snapshot that was read by its changed rows alone only those that differ from another
 * one are there: {@link KeptSnapshot}.
 *
 * <p>One object serves one run; not thread-safe.
 */
public final class LookupHistory implements LookupSpill {
  private static final Logger LOG = LoggerFactory.getLogger(LookupHistory.class);
  private static final String MADE_BY = "delta-enrich lookup history";
  private static final int ATTEMPTS = 5;

  private static final StructType ROWS =
      new StructType()
          .add(ArchivedSnapshot.PARTITION, DataTypes.StringType)
          .add("key", DataTypes.StringType)
          .add("values", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private final SparkSession spark;
  private final String path;
  private final Storage storage;
  private final PendingSnapshot pending = new PendingSnapshot();
  private final RootRows roots = new RootRows();
  private DeltaTable opened;

  /** The history at {@code path}; made when the first snapshot is archived. */
  public LookupHistory(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
    this.storage = new Storage(spark);
  }

  /** Writes rows that belong to no snapshot until {@link #archive} commits them. */
  @Override
  public void write(List<LookupColumn> columns, List<LookupRow> rows) {
    if (pending.isEmpty()) {
      // Another run may have made the history since this one first looked.
      opened = null;
      requireOurs();
    }
    try {
      pending.write(open(), columns, rows);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("write the lookup history " + path, e);
    }
  }

  /**
   * Archives a lookup, unless the same content is there already. When it fails, files may be left
   * in the history's folder that no version names.
   */
  public void archive(Lookup lookup) {
    if (contains(lookup.id())) {
      isThere(lookup);
      return;
    }
    if (!lookup.spilled()) {
      write(lookup.columns(), lookup.rows());
    }
    lookup.mark().flatMap(LookupMark::base).ifPresent(this::writeBase);
    try {
      commit(lookup);
    } catch (Exception e) {
      throw FailureTranslator.translate("keep the lookup snapshot in " + path, e);
    } finally {
      // From the first attempt on they may be part of the table, whatever its outcome looks like.
      pending.forget();
    }
  }

  private void writeBase(String base) {
    write(
        List.of(new LookupColumn(ArchivedSnapshot.BASE_VALUE, DataTypes.StringType)),
        List.of(new LookupRow(null, new Object[] {base})));
  }

  /** Another run that was first leaves an older mark: the next read goes on from that one. */
  private void note(String snapshot, LookupMark mark) {
    // Another lookup of this run may have been kept or noted there.
    DeltaTable table = reopen();
    try {
      long version =
          new TableChange(table)
              .retag(
                  KeptSnapshot.of(table, snapshot).own(),
                  Map.of(ArchivedSnapshot.markOf(mark.origin()), mark.text()),
                  description(table, 0));
      Checkpoints.after(table, table.metadata(), version);
      opened = null;
    } catch (FileAlreadyExistsException e) {
      LOG.info("{}: another run was first, so that this read is not noted", path);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("note a read of the lookup in " + path, e);
    }
  }

  @Override
  public Optional<EarlierLookup> earlier(String origin, KeyEquality match) {
    DeltaTable table = open();
    return table.files().stream()
        .filter(file -> KeptSnapshot.tag(file, ArchivedSnapshot.markOf(origin)).isPresent())
        .map(file -> file.partitionValues().get(ArchivedSnapshot.PARTITION))
        .distinct()
        .map(snapshot -> KeptSnapshot.of(table, snapshot))
        .filter(KeptSnapshot::isWhole)
        .max(Comparator.comparing(kept -> kept.mark(origin).orElseThrow().next()))
        .map(kept -> new EarlierSnapshot(kept, origin, match, roots));
  }

  /**
   * The keys whose rows differ between two archived snapshots, found by a look at few rows.
   *
   * @param columns the looked-up columns
   * @return empty where they are not kept by what they have in common
   */
  public Optional<Set<String>> keysDiffering(String one, String other, List<LookupColumn> columns) {
    DeltaTable table = open();
    try {
      return KeptSnapshot.of(table, one)
          .keysDiffering(
              KeptSnapshot.of(table, other),
              columns.stream().map(LookupColumn::name).toList(),
              roots);
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("compare lookup snapshots in " + path, e);
    }
  }

  /**
   * Deletes rows that were written for a snapshot which will not be archived. Never throws: the
   * run's own failure is the one to tell.
   */
  public void abandon() {
    if (pending.isEmpty()) {
      return;
    }
    try {
      DeltaTable table = discard();
      if (!table.exists()) {
        storage.deleteEmptyFolders(table.path());
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: rows of a failed run may be left; vacuum takes them ({})", path, e.toString());
    }
  }

  /**
   * Makes sure that nothing else is at the path, and that snapshots can be kept there.
   *
   * @throws EnrichException TARGET_FOREIGN or FEATURE_UNSUPPORTED
   */
  public void requireOurs() {
    DeltaTable table = reopen();
    List<String> names = List.of(ROWS.fieldNames());
    if (table.exists() && !List.of(table.schema().fieldNames()).equals(names)) {
      throw foreign("it is a Delta table of other columns than " + names);
    }
    if (table.exists()) {
      new TableProtocol(table.logFolder(), table.protocol()).requireWritable();
    }
    if (!table.exists() && !storage.find(table.path(), file -> !isHistoryFile(file), 1).isEmpty()) {
      throw foreign("it is no Delta table and holds other files");
    }
  }

  /** The table as it was when this run first looked; the commit finds out if it changed since. */
  private DeltaTable open() {
    return opened == null ? reopen() : opened;
  }

  private DeltaTable reopen() {
    try {
      opened = DeltaTable.open(spark, path);
      return opened;
    } catch (Exception e) {
      throw FailureTranslator.translate("read the lookup history " + path, e);
    }
  }

  /**
   * Whether this program may have made a file: a run that was killed before its first commit leaves
   * rows, and a run that is making the history at this moment has begun the log.
   */
  private static boolean isHistoryFile(Path file) {
    boolean rows = file.getName().startsWith("part-") && file.getName().endsWith(".parquet");
    return rows || file.getParent().getName().equals("_delta_log");
  }

  private EnrichException foreign(String what) {
    return new EnrichException(
        ErrorCode.TARGET_FOREIGN,
        "Cannot keep the lookup history in %s: %s; choose another lookup.history.path"
            .formatted(path, what));
  }

  /** Whether a snapshot is archived. Reads the log, not the rows. */
  public boolean contains(String snapshot) {
    return kept(snapshot).isKept();
  }

  /**
   * What is known of an archived snapshot besides its rows; empty when it is not there.
   *
   * @throws EnrichException HISTORY_GONE when its files were rewritten by another program, and say
   *     nothing any more
   */
  public Optional<ArchivedSnapshot> find(String snapshot) {
    return firstFile(snapshot).map(file -> described(file, snapshot));
  }

  private KeptSnapshot kept(String snapshot) {
    return KeptSnapshot.of(open(), snapshot);
  }

  private Optional<AddFile> firstFile(String snapshot) {
    return Optional.of(kept(snapshot))
        .filter(KeptSnapshot::isKept)
        .flatMap(kept -> kept.own().stream().findFirst());
  }

  private ArchivedSnapshot described(AddFile file, String snapshot) {
    Map<String, String> tags = file.tags().orElse(Map.of());
    if (!tags.containsKey(ArchivedSnapshot.COLUMNS)) {
      throw new EnrichException(
          ErrorCode.HISTORY_GONE,
          "Cannot use lookup snapshot %s: %s has its rows, but not what they were taken of, as OPTIMIZE leaves it; RESTORE the history to the version before that"
              .formatted(snapshot, path));
    }
    return ArchivedSnapshot.of(tags);
  }

  /**
   * When a snapshot was first kept, as in {@link Instant#toString}; empty where it is not kept.
   * Reads the log, not the rows.
   */
  public Optional<String> keptSince(String snapshot) {
    return firstFile(snapshot)
        .map(
            file -> KeptSnapshot.tag(file, ArchivedSnapshot.RECORDED_AT).orElse("an unknown time"));
  }

  /** The rows of an archived snapshot: {@code key} and {@code values}. */
  public Dataset<Row> read(String snapshot) {
    return kept(snapshot).read();
  }

  /** Whether a snapshot is archived and no row of it was deleted. Reads the log, not the rows. */
  public boolean isWhole(String snapshot) {
    return kept(snapshot).isWhole();
  }

  /** The keys of some archived snapshots: {@code snapshot} and {@code key}. */
  public Dataset<Row> keys(Set<String> snapshots) {
    DeltaTable table = open();
    List<KeptSnapshot> kept =
        snapshots.stream().map(snapshot -> KeptSnapshot.of(table, snapshot)).toList();
    Dataset<Row> keys =
        table
            .read(
                kept.stream()
                    .filter(it -> it.base().isEmpty())
                    .flatMap(it -> it.own().stream())
                    .toList())
            .select(ArchivedSnapshot.PARTITION, "key");
    return kept.stream()
        .filter(it -> it.base().isPresent())
        .map(it -> it.read().select(lit(it.id()).as(ArchivedSnapshot.PARTITION), col("key")))
        .reduce(keys, Dataset::union);
  }

  /**
   * The look for the same snapshot and the commit go by one version of the table, so that a run
   * that keeps the same snapshot meanwhile is either seen or a conflict.
   */
  private void commit(Lookup lookup) throws IOException {
    for (int attempt = 1; ; attempt++) {
      DeltaTable table = attempt == 1 ? open() : reopen();
      if (KeptSnapshot.of(table, lookup.id()).isKept()) {
        isThere(lookup);
        return;
      }
      try {
        commit(table, lookup);
        return;
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw conflict(e);
        }
      }
    }
  }

  private void commit(DeltaTable table, Lookup lookup) throws IOException {
    TableChange change = new TableChange(table);
    if (!table.exists()) {
      change.use(new CuratedMetadata(ROWS, List.of(ArchivedSnapshot.PARTITION), MADE_BY));
    }
    List<AddFile> files = pending.of(lookup);
    // Rows that differ from a base which is gone are of no use.
    List<AddFile> useless = KeptSnapshot.of(table, lookup.id()).own();
    long version = change.write(files, useless, description(table, files.size()));
    opened = null;
    LOG.info("{}: kept lookup snapshot {} of {} rows", path, lookup.id(), lookup.rowCount());
    Checkpoints.after(table, change.metadata(), version);
  }

  private static CommitDescription description(DeltaTable table, int files) {
    return CommitDescription.of(
        "Append",
        List.of(ArchivedSnapshot.PARTITION),
        table.version(),
        Map.of("numFiles", Integer.toString(files)),
        Optional.empty());
  }

  private EnrichException conflict(FileAlreadyExistsException cause) {
    return new EnrichException(
        ErrorCode.COMMIT_CONFLICT,
        "Cannot keep the lookup snapshot in %s: other writers were first %d times; run again"
            .formatted(path, ATTEMPTS),
        cause);
  }

  private void isThere(Lookup lookup) {
    discard();
    lookup.mark().ifPresent(mark -> note(lookup.id(), mark));
  }

  private DeltaTable discard() {
    DeltaTable table = open();
    pending.deleteFrom(table, storage);
    return table;
  }
}
