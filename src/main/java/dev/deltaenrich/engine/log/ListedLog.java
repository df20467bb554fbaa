package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log as it was listed: what its newest version is, is settled; none of its files was read.
 *
 * @param log the log
 * @param files its commits and checkpoints
 * @param segment those that make up the newest version
 */
public record ListedLog(LogFolder log, List<FileStatus> files, LogSegment segment) {
  private static final Logger LOG = LoggerFactory.getLogger(ListedLog.class);

  /** Copies {@code files}. */
  public ListedLog {
    files = List.copyOf(files);
  }

  ListedLog(LogFolder log, List<FileStatus> files) {
    this(log, files, LogSegment.newest(log, files));
  }

  /**
   * Reads the table as that version has it.
   *
   * <p>A checkpoint only saves reading the commits before it: where one does not decode, an older
   * one or the commits themselves do.
   *
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public TableState state() throws IOException {
    return replay(() -> LogReplay.keepingTable(log)).state();
  }

  /** The same, by replays of one's own; the one that succeeded. */
  LogReplay replay(Supplier<LogReplay> replays) throws IOException {
    try {
      return replays.get().replay(segment);
    } catch (CheckpointReader.Unreadable e) {
      LOG.warn("{}", e.failure().getMessage());
      return withoutCheckpoint(replays.get(), e.failure());
    }
  }

  private LogReplay withoutCheckpoint(LogReplay replay, EnrichException failure)
      throws IOException {
    try {
      return replay.replay(LogSegment.startingBefore(segment.checkpointVersion(), log, files));
    } catch (CheckpointReader.Unreadable | EnrichException e) {
      // The newest checkpoint is the one to repair.
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
