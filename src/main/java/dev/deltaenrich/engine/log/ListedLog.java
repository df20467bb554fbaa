package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log as it was listed: what its newest version is, is settled; none of its files was read. */
public final class ListedLog {
  private static final Logger LOG = LoggerFactory.getLogger(ListedLog.class);

  private final LogFolder log;
  private final List<FileStatus> files;

  /** Those of the files that make up the newest version. */
  private final LogSegment segment;

  /**
   * Of a log.
   *
   * @param files its commits and checkpoints
   */
  ListedLog(LogFolder log, List<FileStatus> files) {
    this.log = log;
    this.files = List.copyOf(files);
    this.segment = LogSegment.newest(log, this.files);
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

  /** Reads it by replays of one's own; the one that succeeded. */
  <R extends Replay> R replay(Supplier<R> replays) throws IOException {
    try {
      return segment.replay(log, replays.get());
    } catch (CheckpointReader.Unreadable e) {
      LOG.warn("{}", e.failure().getMessage());
      return withoutCheckpoint(replays.get(), e.failure());
    }
  }

  private <R extends Replay> R withoutCheckpoint(R replay, EnrichException failure)
      throws IOException {
    try {
      return LogSegment.startingBefore(segment.checkpointVersion(), log, files).replay(log, replay);
    } catch (CheckpointReader.Unreadable | EnrichException e) {
      // The newest checkpoint is the one to repair.
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
