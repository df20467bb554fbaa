package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.LogStores;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import io.delta.storage.LogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A table's {@code _delta_log}, reached through the log store that Delta would take for its scheme.
 *
 * @param table the table's folder, qualified
 * @param path the log's folder
 * @param store Delta's log store
 * @param conf Hadoop settings
 */
public record LogFolder(Path table, Path path, LogStore store, Configuration conf) {
  private static final Object LOCAL_WRITES = new Object();

  /** The log of the table at {@code table}, whether there is one or not. */
  public static LogFolder of(SparkSession spark, Path table, Configuration conf) {
    LogStore store = LogStores.of(spark, table.toUri().getScheme(), conf);
    return new LogFolder(table, new Path(table, "_delta_log"), store, conf);
  }

  /**
   * Its commits and checkpoints from one version to another, in the order of their names; none when
   * there is no such folder. Checkpoints without content are left out, as in Delta.
   */
  List<FileStatus> list(long oldest, long newest) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    try {
      store
          .listFrom(LogNames.before(path, oldest), conf)
          .forEachRemaining(
              file -> {
                if (isOfTable(file) && LogNames.version(file) <= newest) {
                  files.add(file);
                }
              });
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }

  private static boolean isOfTable(FileStatus file) {
    return LogNames.isEntry(file) || file.getLen() > 0 && CheckpointName.of(file).isPresent();
  }

  /**
   * Lists the log and settles its newest version; empty when there is no table.
   *
   * @throws EnrichException LOG_BROKEN when files are missing, or what the store says
   */
  public Optional<ListedLog> listed() throws IOException {
    return listedUpTo(Long.MAX_VALUE);
  }

  /**
   * The same of an older version.
   *
   * @return empty when there is no table, or it has no such version any more or yet
   */
  public Optional<ListedLog> listed(long version) throws IOException {
    return listedUpTo(version).filter(listed -> listed.version() == version);
  }

  private Optional<ListedLog> listedUpTo(long version) throws IOException {
    List<FileStatus> files = list(LastCheckpoint.version(this).orElse(0), version);
    if (!LogSegment.hasCheckpoint(files)) {
      files = list(0, version);
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new ListedLog(this, files));
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
   * <p>Entries on local disks are written one after the other: there the store looks whether the
   * entry is there and then renames, so that of two threads one would overwrite the other's entry.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one
   */
  public void write(long version, List<String> lines) throws IOException {
    if (version == 0) {
      path.getFileSystem(conf).mkdirs(path);
    }
    if ("file".equals(path.toUri().getScheme())) {
      synchronized (LOCAL_WRITES) {
        writeEntry(version, lines);
      }
    } else {
      writeEntry(version, lines);
    }
  }

  private void writeEntry(long version, List<String> lines) throws IOException {
    store.write(LogNames.entry(path, version), lines.iterator(), false, conf);
  }

  /** Writes a file of one line beside the entries, in place of the one that is there. */
  void overwrite(String name, String line) throws IOException {
    store.write(new Path(path, name), List.of(line).iterator(), true, conf);
  }
}
