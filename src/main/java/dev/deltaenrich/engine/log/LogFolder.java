package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.storage.LogStore;
import org.apache.spark.sql.delta.util.FileNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(LogFolder.class);

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
                || (FileNames.isCheckpointFile(file.getPath()) && file.getLen() > 0);
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
   * The table as its newest version has it; empty when there is no table.
   *
   * <p>A checkpoint only saves reading the commits before it: where one does not decode, an older
   * one or the commits themselves do.
   *
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public Optional<TableState> newest() throws IOException {
    return newest(() -> LogReplay.keepingTable(this)).map(LogReplay::state);
  }

  /** The same, by replays of one's own; the one that succeeded. */
  Optional<LogReplay> newest(Supplier<LogReplay> replays) throws IOException {
    List<FileStatus> files = list(0);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    LogSegment segment = LogSegment.newest(this, files);
    try {
      return Optional.of(replays.get().replay(segment));
    } catch (CheckpointReader.Unreadable e) {
      LOG.warn("{}", e.failure().getMessage());
      return Optional.of(withoutCheckpoint(segment, files, replays.get(), e.failure()));
    }
  }

  private LogReplay withoutCheckpoint(
      LogSegment broken, List<FileStatus> files, LogReplay replay, EnrichException failure)
      throws IOException {
    try {
      return replay.replay(LogSegment.startingBefore(broken.checkpointVersion(), this, files));
    } catch (CheckpointReader.Unreadable | EnrichException e) {
      // The newest checkpoint is the one to repair.
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** A log that lacks something or contradicts itself. */
  EnrichException broken(String what, Exception cause) {
    return new EnrichException(
        ErrorCode.LOG_BROKEN,
        "Cannot read the log of %s: %s; restore the table's _delta_log, or make the table again"
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
