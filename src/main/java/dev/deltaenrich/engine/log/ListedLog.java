package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log as it was listed: its newest version is settled, and none of its files was read. */
public final class ListedLog {
  private static final Logger LOG = LoggerFactory.getLogger(ListedLog.class);

  private final LogFolder log;
  private final LogSegment segment;

  /**
   * Of a log.
   *
   * @param files its commits and checkpoints, or those from a checkpoint on
   */
  ListedLog(LogFolder log, List<FileStatus> files) {
    this.log = log;
    this.segment = LogSegment.newest(log, files);
  }

  /** The log. */
  public LogFolder log() {
    return log;
  }

  /**
   * Reads the table as that version has it.
   *
   * <p>A checkpoint only saves reading the commits before it: where one does not decode, an older
   * one or the commits themselves do.
   *
   * @param statistics what is kept of each file's
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public TableState state(KeptStatistics statistics) throws IOException {
    return replay(() -> LogReplay.keepingTable(log, statistics)).state(version());
  }

  /**
   * Reads the statistics of some of that version's files, whole.
   *
   * @param paths of active files, as {@link TableState} has them
   * @param reading makes something of a file's statistics, which are never null
   * @return by path; files without statistics are missing
   * @throws EnrichException LOG_BROKEN, or what the store says
   */
  public <T> Map<String, T> statistics(Set<String> paths, Function<String, T> reading)
      throws IOException {
    return replay(() -> new StatisticsReplay<>(log, paths, reading)).found();
  }

  /** The version. */
  long version() {
    return segment.version();
  }

  /**
   * Replays that version.
   *
   * @param replays makes a new replay for each attempt
   * @return the replay that succeeded
   */
  <R extends Replay> R replay(Supplier<R> replays) throws IOException {
    try {
      return segment.replay(log, replays.get());
    } catch (CheckpointReader.Unreadable e) {
      LOG.warn("{}", e.failure().getMessage());
      return fromOlderCheckpoints(replays, e.failure());
    }
  }

  private <R extends Replay> R fromOlderCheckpoints(Supplier<R> replays, EnrichException failure)
      throws IOException {
    try {
      List<FileStatus> files = log.list(0, version());
      LogSegment older = segment.fromOneBefore(log, files);
      while (true) {
        try {
          return older.replay(log, replays.get());
        } catch (CheckpointReader.Unreadable e) {
          LOG.warn("{}", e.failure().getMessage());
          older = older.fromOneBefore(log, files);
        }
      }
    } catch (EnrichException e) {
      if (e.code() != ErrorCode.LOG_BROKEN) {
        throw e;
      }
      // The newest checkpoint is the one to repair.
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
