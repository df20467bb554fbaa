package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.Background;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.log.ListedLog;
import dev.deltaenrich.engine.log.LogFolder;
import dev.deltaenrich.engine.log.LogPath;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.log.Protocol;
import dev.deltaenrich.engine.log.TableProtocol;
import dev.deltaenrich.engine.log.TableState;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table at one path, seen through its log. Whether there is a table is asked with {@link
 * #exists}; opening a path where there is none is no error.
 *
 * <p>The log is read here, not by Delta, whose first snapshot is a Spark SQL query that takes
 * longer than a small run. Not thread-safe.
 */
public final class DeltaTable {
  private final SparkSession spark;
  private final LogFolder folder;
  private final Optional<ListedLog> listed;
  private final Optional<TableState> state;
  private final StructType schema;
  private final String uriBeforeFiles;

  private DeltaTable(
      SparkSession spark,
      LogFolder folder,
      Optional<ListedLog> listed,
      Optional<TableState> state,
      StructType schema) {
    this.spark = spark;
    this.folder = folder;
    this.listed = listed;
    this.state = state;
    this.schema = schema;
    String uriOfA = new Path(folder.table(), "a").toUri().toString();
    this.uriBeforeFiles = uriOfA.substring(0, uriOfA.length() - 1);
  }

  private static DeltaTable none(SparkSession spark, LogFolder folder) {
    return new DeltaTable(spark, folder, Optional.empty(), Optional.empty(), new StructType());
  }

  /**
   * The table at {@code path}, at its newest version.
   *
   * @throws EnrichException FEATURE_UNSUPPORTED when it has a feature that this program does not
   *     read, COLUMN_UNSUPPORTED when this Spark does not know a column's type, LOG_BROKEN when a
   *     line of the log does not parse or a part is missing, or what the store says
   */
  public static DeltaTable open(SparkSession spark, String path) {
    return open(spark, path, KeptStatistics.NONE);
  }

  /** The same, with something of what the log says of each file. */
  public static DeltaTable open(SparkSession spark, String path, KeptStatistics statistics) {
    try {
      LogFolder folder = folder(spark, path);
      Optional<ListedLog> listed = folder.listed();
      return listed.isEmpty()
          ? none(spark, folder)
          : opened(spark, listed.get(), listed.get().state(statistics));
    } catch (Exception e) {
      throw FailureTranslator.translate("read the log of " + path, e);
    }
  }

  /**
   * The same, at the version that is the newest now; what that holds is read by a thread of its own
   * while the caller does other things.
   *
   * @return waits for it
   * @throws EnrichException where the log cannot be listed or lacks files; what else {@link #open}
   *     throws comes from the supplier
   */
  public static Supplier<DeltaTable> begin(SparkSession spark, String path) {
    String action = "read the log of " + path;
    try {
      LogFolder folder = folder(spark, path);
      Optional<ListedLog> listed = folder.listed();
      if (listed.isEmpty()) {
        return () -> none(spark, folder);
      }
      Background<TableState> reading =
          Background.begin(action, () -> listed.get().state(KeptStatistics.NONE));
      return () -> opened(spark, listed.get(), reading.await());
    } catch (Exception e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  /**
   * The table as it was at an older version.
   *
   * @throws EnrichException HISTORY_GONE where the log does not have that version any more, and
   *     what {@link #open} throws
   */
  public static DeltaTable openAt(
      SparkSession spark, String path, long version, KeptStatistics statistics) {
    try {
      ListedLog listed = folder(spark, path).listed(version).orElseThrow(() -> gone(path, version));
      return opened(spark, listed, listed.state(statistics));
    } catch (Exception e) {
      throw FailureTranslator.translate("read the log of " + path, e);
    }
  }

  private static EnrichException gone(String path, long version) {
    return new EnrichException(
        ErrorCode.HISTORY_GONE,
        "Cannot read version %d of %s: its log no longer has it; clean logs later"
            .formatted(version, path));
  }

  private static LogFolder folder(SparkSession spark, String path) {
    return LogFolder.of(spark, new Storage(spark).qualify(path), HadoopSettings.of(spark));
  }

  private static DeltaTable opened(SparkSession spark, ListedLog listed, TableState state) {
    StructType schema = TableProtocol.requireReadable(listed.log(), state);
    return new DeltaTable(spark, listed.log(), Optional.of(listed), Optional.of(state), schema);
  }

  /** The session it was opened in. */
  public SparkSession spark() {
    return spark;
  }

  /** Whether there is a table at all. */
  public boolean exists() {
    return state.isPresent();
  }

  /** The version this is a view of; -1 where there is no table. */
  public long version() {
    return state.map(TableState::version).orElse(-1L);
  }

  /** All its columns in order, partition columns included; none where there is no table. */
  public StructType schema() {
    return schema;
  }

  /** Its schema, partition columns and properties; only where there is a table. */
  public Metadata metadata() {
    return state.orElseThrow().metadata();
  }

  /** What it asks of its readers and writers; only where there is a table. */
  public Protocol protocol() {
    return state.orElseThrow().protocol();
  }

  /**
   * The active files; none where there is no table. They have what was kept of their statistics;
   * see {@link #statistics}.
   */
  public List<AddFile> files() {
    return state.map(TableState::files).orElse(List.of());
  }

  /**
   * Reads what the log has of the statistics of some of its files (Delta PROTOCOL, "Per-file
   * Statistics"). The log is read again for it.
   *
   * @param paths of active files, as {@link #files} has them
   * @param reading makes something of a file's statistics, which are never null
   * @return by path; files without statistics are missing
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public <T> Map<String, T> statistics(Set<String> paths, Function<String, T> reading) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    try {
      return listed.orElseThrow().statistics(paths, reading);
    } catch (Exception e) {
      throw FailureTranslator.translate("read the log of " + path(), e);
    }
  }

  /** The log, to be read and written without Delta. */
  public LogFolder logFolder() {
    return folder;
  }

  /**
   * Writes the entry after this version, whole or not at all. Delta's own views of tables, which it
   * keeps for the whole JVM, are made again when they are next asked for.
   *
   * @return the version this became
   * @throws java.nio.file.FileAlreadyExistsException when there is such an entry
   */
  public long append(List<String> lines) throws IOException {
    try {
      folder.write(version() + 1, lines);
      return version() + 1;
    } finally {
      DeltaReading.forget();
    }
  }

  /** The table's folder, qualified. */
  public Path path() {
    return folder.table();
  }

  /** Hadoop settings of the session, for file access beside the log. */
  public Configuration hadoopConf() {
    return folder.conf();
  }

  /**
   * The absolute path of a file that the log names.
   *
   * @param path a URI, relative to the table or absolute (Delta PROTOCOL, "Add File and Remove
   *     File")
   */
  public Path resolve(String path) {
    Path named = new Path(LogPath.uri(path));
    return named.isAbsolute() ? named : new Path(path(), named);
  }

  /** The same as a URI. */
  public String uri(String path) {
    return LogPath.isPlain(path) ? uriBeforeFiles + path : resolve(path).toUri().toString();
  }

  /**
   * Which rows of some of its files are left out, by the files' URIs; files without a deletion
   * vector are missing.
   */
  public Map<String, DeletedRows> deletedRows(Collection<AddFile> files) {
    Map<String, DeletedRows> deleted = new HashMap<>();
    for (AddFile file : files) {
      file.deletionVector()
          .ifPresent(vector -> deleted.put(uri(file.path()), new DeletedRows(vector, path())));
    }
    return deleted;
  }

  /**
   * The rows of some of its files, deletion vectors applied, all columns in the table's order.
   *
   * <p>They are read in the active session, whose settings decide how.
   *
   * @param files active files of this version
   */
  public Dataset<Row> read(List<AddFile> files) {
    return ScannedFiles.rows(this, files, SparkSession.active());
  }
}
