package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.storage.LogStore;
import org.apache.spark.sql.delta.util.FileNames;
import scala.collection.JavaConverters;

/**
 * A table's {@code _delta_log}, reached through the log store that Delta would take for its scheme.
 *
 * @param table the table's folder, qualified
 * @param path the log's folder
 * @param store Delta's log store
 * @param conf Hadoop settings
 */
public record LogFolder(Path table, Path path, LogStore store, Configuration conf) {
  /** The log of the table at {@code table}, whether there is one or not. */
  public static LogFolder of(SparkSession spark, Path table, Configuration conf) {
    LogStore store = LogStore.createLogStore(spark.sparkContext().getConf(), conf);
    return new LogFolder(table, new Path(table, "_delta_log"), store, conf);
  }

  /**
   * Its commits and checkpoints from {@code version} on, in the order of their names; none when
   * there is no such folder. Checkpoints without content are left out, as Delta does it.
   */
  List<FileStatus> list(long version) throws IOException {
    Predicate<FileStatus> counts =
        file ->
            FileNames.isDeltaFile(file.getPath())
                || (file.getLen() > 0
                    && (FileNames.isCheckpointFile(file.getPath())
                        || CheckpointName.isOfV2(file.getPath())));
    try {
      return JavaConverters.seqAsJavaList(
              store.listFrom(FileNames.listingPrefix(path, version), conf).toList())
          .stream()
          .filter(counts)
          .toList();
    } catch (Exception e) {
      // Scala throws it undeclared.
      if (e instanceof FileNotFoundException) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Settles what its newest version is; empty when there is no table.
   *
   * @throws EnrichException LOG_BROKEN when files are missing, or what the store says
   */
  public Optional<ListedLog> listed() throws IOException {
    List<FileStatus> files = list(0);
    return files.isEmpty() ? Optional.empty() : Optional.of(new ListedLog(this, files));
  }

  /**
   * The same of an older version.
   *
   * @return empty when there is no table, or it has no such version any more or yet
   */
  public Optional<ListedLog> listed(long version) throws IOException {
    List<FileStatus> files = new ArrayList<>(list(0));
    files.removeIf(file -> FileNames.checkpointVersion(file.getPath()) > version);
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(new ListedLog(this, files)).filter(listed -> listed.version() == version);
  }

  /** A log that lacks something or contradicts itself. */
  EnrichException broken(String what, Exception cause) {
    return new EnrichException(
        ErrorCode.LOG_BROKEN,
        "Cannot read the log of %s: %s; restore what was deleted from its _delta_log or changed there"
            .formatted(table, what),
        cause);
  }

  /**
   * Writes the entry of {@code version}, whole or not at all; with the first comes the folder.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one
   */
  public void write(long version, List<String> lines) throws IOException {
    if (version == 0) {
      path.getFileSystem(conf).mkdirs(path);
    }
    store.write(
        FileNames.deltaFile(path, version), ScalaInterop.seq(lines).iterator(), false, conf);
  }

  /** Writes a file of one line beside the entries, in place of the one that is there. */
  void overwrite(String name, String line) {
    store.write(new Path(path, name), ScalaInterop.seq(List.of(line)).iterator(), true, conf);
  }
}
