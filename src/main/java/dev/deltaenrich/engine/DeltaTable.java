package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;

/**
 * A Delta table at one path, seen through its log. Whether there is a table is asked with {@link
 * #exists}; opening a path where there is none is no error.
 */
public final class DeltaTable {
  private final DeltaLog log;
  private final Snapshot snapshot;

  private DeltaTable(DeltaLog log, Snapshot snapshot) {
    this.log = log;
    this.snapshot = snapshot;
  }

  /** The table at {@code path}, at its newest version. Reads the log's last segment. */
  public static DeltaTable open(SparkSession spark, String path) {
    // Delta asks a store that is down five times over before it gives up: ask it once first.
    new Storage(spark).exists(new Path(path));
    SparkSession.setActiveSession(spark);
    try {
      DeltaLog log = DeltaLog.forTable(spark, path);
      return new DeltaTable(log, log.update(false, Option.empty()));
    } catch (Exception e) {
      // Delta's own exceptions tell neither file nor line.
      CommitFiles.requireReadable(spark, path, e);
      throw e;
    }
  }

  /** Whether there is a table at all. */
  public boolean exists() {
    return snapshot.version() >= 0;
  }

  /** The version this is a view of. */
  public long version() {
    return snapshot.version();
  }

  /** The log, for transactions. */
  public DeltaLog log() {
    return log;
  }

  /** The snapshot behind this view. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** The table's folder, qualified. */
  public Path path() {
    return log.dataPath();
  }

  /** Hadoop settings of the session, for file access beside the log. */
  public Configuration hadoopConf() {
    return log.newDeltaHadoopConf();
  }

  /**
   * The active files.
   *
   * @throws EnrichException LOG_BROKEN when a line of the log does not parse
   */
  public List<AddFile> files() {
    new CommitFiles(path(), hadoopConf()).requireReadable(snapshot);
    return snapshot.allFiles().collectAsList();
  }

  /**
   * The absolute path of a file that the log names.
   *
   * @param path a URI, relative to the table or absolute (Delta PROTOCOL, "Add File and Remove
   *     File")
   * @throws EnrichException LOG_BROKEN when it is no URI
   */
  public Path resolve(String path) {
    try {
      Path decoded = new Path(new URI(path));
      return decoded.isAbsolute() ? decoded : new Path(path(), decoded);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new EnrichException(
          ErrorCode.LOG_BROKEN,
          "Cannot read the log of %s: it names the file '%s', which is no URI (%s); repair or restore the table"
              .formatted(path(), path, e.getMessage()),
          e);
    }
  }

  /**
   * The rows of some of its files, deletion vectors applied, all columns in the table's order.
   *
   * <p>Delta takes the active session, whose settings decide how they are read.
   *
   * @param files active files of this version
   */
  public Dataset<Row> read(List<AddFile> files) {
    return log.createDataFrame(snapshot, ScalaInterop.seq(files), false, Option.empty());
  }
}
