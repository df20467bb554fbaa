package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;

/**
 * The files of a log that make up its newest version: a checkpoint, in one part or several, and the
 * commits after it (Delta PROTOCOL, "Checkpoints").
 *
 * @param name the checkpoint; empty when there is none
 * @param checkpoint the checkpoint's parts
 * @param commits the commits after it, oldest first
 */
record LogSegment(
    Optional<CheckpointName> name, List<FileStatus> checkpoint, List<FileStatus> commits) {
  LogSegment {
    checkpoint = List.copyOf(checkpoint);
    commits = List.copyOf(commits);
  }

  /** The version of the newest checkpoint that is whole, up to a version; -1 when there is none. */
  static long newestCheckpoint(List<FileStatus> files, long newest) {
    return checkpoints(files).keySet().stream()
        .mapToLong(CheckpointName::version)
        .filter(version -> version <= newest)
        .max()
        .orElse(-1);
  }

  /** Whether nothing before these files is needed: they have a checkpoint and a commit. */
  static boolean hasCheckpoint(List<FileStatus> files) {
    return !checkpoints(files).isEmpty() && files.stream().anyMatch(LogNames::isEntry);
  }

  /**
   * The newest version of a log, of which these files were listed.
   *
   * @throws EnrichException LOG_BROKEN when files are missing
   */
  static LogSegment newest(LogFolder log, List<FileStatus> files) {
    return of(log, files, checkpoints(files));
  }

  /**
   * The same version without this segment's checkpoint: from the next lesser one on.
   *
   * @param files all files of the log up to that version
   * @throws EnrichException LOG_BROKEN when files are missing
   */
  LogSegment fromOneBefore(LogFolder log, List<FileStatus> files) {
    TreeMap<CheckpointName, List<FileStatus>> before =
        new TreeMap<>(checkpoints(files).headMap(name.orElseThrow(), false));
    return of(log, files, before);
  }

  /** The checkpoints of which no part is missing. */
  private static TreeMap<CheckpointName, List<FileStatus>> checkpoints(List<FileStatus> files) {
    TreeMap<CheckpointName, List<FileStatus>> checkpoints = new TreeMap<>();
    for (FileStatus file : files) {
      CheckpointName.of(file)
          .ifPresent(
              name -> checkpoints.computeIfAbsent(name, first -> new ArrayList<>()).add(file));
    }
    checkpoints.entrySet().removeIf(found -> found.getValue().size() != found.getKey().parts());
    return checkpoints;
  }

  private static LogSegment of(
      LogFolder log,
      List<FileStatus> files,
      TreeMap<CheckpointName, List<FileStatus>> checkpoints) {
    Map.Entry<CheckpointName, List<FileStatus>> checkpoint = checkpoints.lastEntry();
    long base = checkpoint == null ? -1 : checkpoint.getKey().version();
    List<FileStatus> commits = new ArrayList<>(files.stream().filter(LogNames::isEntry).toList());
    if (commits.isEmpty()) {
      throw log.broken(
          "it has a checkpoint of version %d and no commit; one more commit to the table is enough where nothing was deleted by mistake"
              .formatted(base),
          null);
    }
    commits.removeIf(commit -> LogNames.version(commit) <= base);
    long missing = firstMissing(base, commits);
    if (missing >= 0) {
      throw log.broken(
          "it has an entry of version %d, but none of version %d and no complete checkpoint that would stand for it"
              .formatted(LogNames.version(commits.get(commits.size() - 1)), missing),
          null);
    }
    return checkpoint == null
        ? new LogSegment(Optional.empty(), List.of(), commits)
        : new LogSegment(Optional.of(checkpoint.getKey()), checkpoint.getValue(), commits);
  }

  /** The first version after {@code base} without a commit; -1 when there is none. */
  private static long firstMissing(long base, List<FileStatus> commits) {
    for (int i = 0; i < commits.size(); i++) {
      if (LogNames.version(commits.get(i)) != base + 1 + i) {
        return base + 1 + i;
      }
    }
    return -1;
  }

  /** Replays the actions of all its files. */
  <R extends Replay> R replay(LogFolder log, R replay)
      throws IOException, CheckpointReader.Unreadable {
    if (name.isPresent()) {
      new CheckpointReader(log, replay).read(name.get(), checkpoint);
    }
    CommitReader entries = new CommitReader(log.table(), log.conf());
    for (FileStatus commit : commits) {
      entries.read(commit.getPath(), replay::apply);
    }
    return replay;
  }

  /** The version. */
  long version() {
    return name.map(CheckpointName::version).orElse(-1L) + commits.size();
  }
}
