package dev.deltaenrich.sink;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.LogEntries;
import dev.deltaenrich.engine.log.TableProtocol;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.ProducedFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The curated table as it was when it was opened; it may not exist yet. Reading it changes nothing;
 * {@link #begin} starts the one way to change it. Not thread-safe.
 */
public final class CuratedTable {
  /**
   * Table property that marks a table as made by this program, so that an empty one is known too.
   */
  static final String MADE_BY = "deltaEnrich.madeBy";

  /** Its value for a curated table; a lookup history has another and is never a target. */
  static final String PROGRAM = "delta-enrich";

  private static final Logger LOG = LoggerFactory.getLogger(CuratedTable.class);

  private final Storage storage;
  private final DeltaTable table;
  private List<CuratedFile> files;

  private CuratedTable(SparkSession spark, DeltaTable table) {
    this.storage = new Storage(spark);
    this.table = table;
  }

  /**
   * Opens what is at {@code path}, be it nothing.
   *
   * @throws EnrichException FEATURE_UNSUPPORTED, LOG_BROKEN, or what the store says
   */
  public static CuratedTable open(SparkSession spark, String path) {
    return opened(spark, path, () -> DeltaTable.open(spark, path));
  }

  /**
   * The same, at the version that is the newest now; its log is read while the caller does other
   * things.
   *
   * @return waits for it
   */
  public static Supplier<CuratedTable> beginOpening(SparkSession spark, String path) {
    Supplier<DeltaTable> opening = DeltaTable.begin(spark, path);
    return () -> opened(spark, path, opening);
  }

  private static CuratedTable opened(
      SparkSession spark, String path, Supplier<DeltaTable> opening) {
    try {
      DeltaTable table = opening.get();
      if (table.exists()) {
        // Not only at the commit, when all files are made.
        new TableProtocol(table.logFolder(), table.protocol()).requireWritable();
      }
      return new CuratedTable(spark, table);
    } catch (Exception e) {
      throw FailureTranslator.translate("open the target " + path, e);
    }
  }

  /** The table's folder, qualified. */
  public Path path() {
    return table.path();
  }

  /**
   * The id of the table; empty where there is no table. A table that is made anew at the same path
   * has another id.
   */
  String id() {
    return table.exists() ? String.valueOf(table.metadata().id()) : "";
  }

  /** The version it had; -1 where there is no table. */
  public long version() {
    return table.version();
  }

  /** Whether there is a table at all. */
  public boolean exists() {
    return table.exists();
  }

  /** All its columns in order, partition columns included; none where there is no table. */
  public StructType schema() {
    return table.exists() ? table.schema() : new StructType();
  }

  /** Its partition columns in order; none where there is no table. */
  public List<String> partitionColumns() {
    return table.exists() ? table.metadata().partitionColumns() : List.of();
  }

  /** Where one of its files is. */
  public Path resolve(CuratedFile file) {
    return table.resolve(file.path());
  }

  /** Its active files. */
  public synchronized List<CuratedFile> files() {
    if (files == null) {
      files = table.files().stream().map(CuratedTable::curatedFile).toList();
    }
    return files;
  }

  /**
   * The rows of some of its files, all columns in the table's order, deletion vectors applied. Read
   * in the active session, whose settings decide how.
   */
  public Dataset<Row> read(Collection<CuratedFile> some) {
    Set<String> paths = some.stream().map(CuratedFile::path).collect(Collectors.toSet());
    return table.read(table.files().stream().filter(file -> paths.contains(file.path())).toList());
  }

  /**
   * Reads the statistics that the log has of some of its files, which it is read again for.
   *
   * @param reading makes something of a file's statistics, which are never null
   * @return by {@link CuratedFile#path}; files without statistics are missing
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public <T> Map<String, T> statistics(Collection<CuratedFile> some, Function<String, T> reading) {
    return table.statistics(
        some.stream().map(CuratedFile::path).collect(Collectors.toSet()), reading);
  }

  /** A file from which another writer deleted rows is not what its tags say any more. */
  private static CuratedFile curatedFile(AddFile file) {
    Map<String, String> tags =
        file.deletionVector().isEmpty() ? file.tags().orElse(null) : Map.of();
    return new CuratedFile(
        file.path(), file.size(), file.partitionValues(), FileTags.fromMap(tags));
  }

  /**
   * Its commits, newest first; commits that the table's log retention took are missing. Each log
   * entry is read when the stream comes to it, which throws LOG_BROKEN, or what the store says.
   */
  public Stream<RecordedCommit> commits() {
    return new LogEntries(table.logFolder()).newestFirst(version()).map(RecordedCommit::of);
  }

  /**
   * Makes sure that nothing is overwritten that this program did not make.
   *
   * @throws EnrichException TARGET_FOREIGN, or FEATURE_UNSUPPORTED when a property of the table
   *     asks of its writers what this one does not do
   */
  public void requireOurs() {
    requireReplaceable();
    if (!table.exists()) {
      requireNoForeignFiles();
      return;
    }
    boolean marked = PROGRAM.equals(table.metadata().configuration().get(MADE_BY));
    boolean tagged = files().stream().anyMatch(file -> file.tags().isPresent());
    if (!marked && !tagged) {
      throw new EnrichException(
          ErrorCode.TARGET_FOREIGN,
          "Cannot write to %s: it is a Delta table of %d files that delta-enrich did not make; choose another target.path, or pass --overwrite to replace its content"
              .formatted(path(), table.files().size()));
    }
    requireTagsOnAll();
  }

  /** Rows that another writer added or changed cannot be made again from raw. */
  private void requireTagsOnAll() {
    List<CuratedFile> foreign = files().stream().filter(file -> file.tags().isEmpty()).toList();
    if (!foreign.isEmpty()) {
      throw new EnrichException(
          ErrorCode.TARGET_FOREIGN,
          "Cannot write to %s: another program wrote, compacted or deleted rows of %d of its %d files (%s); see the table's history, and pass --overwrite to replace them by what raw and lookup make"
              .formatted(path(), foreign.size(), table.files().size(), foreign.get(0).path()));
    }
  }

  /**
   * Files of a run that was killed before its first commit are ours; any others are not.
   *
   * @throws EnrichException as {@link #requireOurs}, but a table of others may be replaced
   */
  public void requireNoForeignFiles() {
    requireReplaceable();
    if (table.exists()) {
      return;
    }
    Optional<Path> foreign = storage.fileOfOthers(path());
    if (foreign.isPresent()) {
      throw new EnrichException(
          ErrorCode.TARGET_FOREIGN,
          "Cannot write to %s: it is no Delta table and holds other files (%s); choose an empty target.path"
              .formatted(path(), foreign.get().getName()));
    }
  }

  /** Delta leaves these to whoever writes the files, and ours are written past its own writer. */
  private void requireReplaceable() {
    if (!table.exists()) {
      return;
    }
    table
        .metadata()
        .configuration()
        .forEach(
            (name, value) -> {
              if (CuratedMetadata.demands(name, value)) {
                throw new EnrichException(
                    ErrorCode.FEATURE_UNSUPPORTED,
                    "Cannot write to %s: its table property %s=%s asks for what delta-enrich does not do to a target; unset it, or choose another target.path"
                        .formatted(path(), name, value));
              }
            });
  }

  /** Starts a change of this version. */
  public CuratedTransaction begin() {
    return new CuratedTransaction(table);
  }

  /**
   * Deletes what a failed run left behind. Never throws: the run's own failure is the one to tell.
   *
   * @param run the run's id, which its files carry in their names
   * @param committed paths of its files that some version names, as the log spells them
   */
  public void deleteFilesOf(String run, Set<String> committed) {
    Set<String> names =
        committed.stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    cleanUp(
        () -> {
          List<Path> left =
              storage.find(
                  path(),
                  file ->
                      FileNaming.isOfRun(file.getName(), run) && !names.contains(file.getName()),
                  Integer.MAX_VALUE);
          left.forEach(storage::delete);
          if (!table.exists()) {
            storage.deleteEmptyFolders(path());
          }
          LOG.info("{}: deleted {} files of the failed run {}", path(), left.size(), run);
        });
  }

  /**
   * Deletes files that were made for this table and that no version names. Never throws: vacuum
   * takes what stays.
   */
  public void delete(Collection<ProducedFile> uncommitted) {
    cleanUp(() -> uncommitted.forEach(file -> storage.delete(table.resolve(file.path()))));
  }

  private void cleanUp(Runnable deletion) {
    try {
      deletion.run();
    } catch (EnrichException e) {
      LOG.warn("{}: files may be left; vacuum takes them ({})", path(), e.getMessage());
    }
  }
}
