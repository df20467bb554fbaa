package dev.deltaenrich.engine.log;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.delta.DeltaErrors;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * The files of a log that make up its newest version: a checkpoint, in one part or several, and the
 * commits after it (Delta PROTOCOL, "Checkpoints").
 *
 * @param checkpointVersion the checkpoint's version; -1 when there is none
 * @param checkpoint the checkpoint's parts
 * @param commits the commits after it, oldest first
 */
record LogSegment(long checkpointVersion, List<FileStatus> checkpoint, List<FileStatus> commits) {
  LogSegment {
    checkpoint = List.copyOf(checkpoint);
    commits = List.copyOf(commits);
  }

  /** The newest version of a log, of which these files were listed. */
  static LogSegment newest(LogFolder log, List<FileStatus> files) {
    return startingBefore(Long.MAX_VALUE, log, files);
  }

  /**
   * The same version, from a checkpoint that is older than {@code limit} on.
   *
   * @throws EnrichException LOG_BROKEN when files are missing
   * @throws RuntimeException Delta's own, when they are in a checkpoint that it does not know
   */
  static LogSegment startingBefore(long limit, LogFolder log, List<FileStatus> files) {
    TreeMap<CheckpointName, List<FileStatus>> checkpoints = new TreeMap<>();
    List<FileStatus> commits = new ArrayList<>();
    long newestOfV2 = -1;
    for (FileStatus file : files) {
      if (FileNames.isDeltaFile(file.getPath())) {
        commits.add(file);
      } else if (CheckpointName.isOfV2(file.getPath())) {
        newestOfV2 = Math.max(newestOfV2, FileNames.checkpointVersion(file.getPath()));
      } else {
        checkpoints
            .computeIfAbsent(CheckpointName.of(file.getPath()), name -> new ArrayList<>())
            .add(file);
      }
    }
    checkpoints.keySet().removeIf(name -> name.version() >= limit);
    checkpoints.entrySet().removeIf(found -> found.getValue().size() != found.getKey().parts());
    Map.Entry<CheckpointName, List<FileStatus>> checkpoint = checkpoints.lastEntry();
    long base = checkpoint == null ? -1 : checkpoint.getKey().version();
    if (commits.isEmpty()) {
      requireNoneOfV2(newestOfV2, base + 1);
      // Delta takes a version's time from its commit, and so has no version without one.
      throw log.broken(
          "it has a checkpoint of version %d and no commit, and Delta reads none without; other readers do, and one more commit to the table is enough where nothing was deleted by mistake"
              .formatted(base),
          null);
    }
    commits.removeIf(commit -> FileNames.deltaVersion(commit) <= base);
    long missing = firstMissing(base, commits);
    if (missing >= 0) {
      requireNoneOfV2(newestOfV2, missing);
      throw log.broken(
          "it has an entry of version %d, but none of version %d and no complete checkpoint that would stand for it"
              .formatted(FileNames.deltaVersion(commits.get(commits.size() - 1)), missing),
          null);
    }
    return new LogSegment(base, checkpoint == null ? List.of() : checkpoint.getValue(), commits);
  }

  /** Has a replay take the actions of all its files. */
  <R extends Replay> R replay(LogFolder log, R replay)
      throws IOException, CheckpointReader.Unreadable {
    CheckpointReader parts = new CheckpointReader(log, replay::reads);
    for (FileStatus part : checkpoint) {
      parts.read(part.getPath(), replay::apply);
    }
    CommitReader entries = new CommitReader(log.table(), log.conf());
    for (FileStatus commit : commits) {
      entries.read(commit.getPath(), replay::apply);
    }
    return replay;
  }

  /** The first version after {@code base} without a commit; -1 when there is none. */
  private static long firstMissing(long base, List<FileStatus> commits) {
    for (int i = 0; i < commits.size(); i++) {
      if (FileNames.deltaVersion(commits.get(i)) != base + 1 + i) {
        return base + 1 + i;
      }
    }
    return -1;
  }

  /**
   * Where only a checkpoint of another format has what is missing, the table is sound.
   *
   * @throws RuntimeException Delta's own, which {@code FailureTranslator} knows
   */
  private static void requireNoneOfV2(long newestOfV2, long missing) {
    if (newestOfV2 >= missing) {
      throw DeltaErrors.unsupportedReaderTableFeaturesInTableException(
          ScalaInterop.seq(List.of("v2Checkpoint")));
    }
  }

  /** The version. */
  long version() {
    return checkpointVersion + commits.size();
  }
}
