package dev.deltaenrich.lineage;

import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.log.LogEntries;
import dev.deltaenrich.engine.log.LogFolder;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The commits that a curated table's log still tells of. Reads log entries only, neither
 * checkpoints nor data: what the table holds stays unknown.
 *
 * @param table the table's folder, qualified
 * @param entries its log
 * @param kept the versions whose entries were kept when it was listed
 */
record RecordedCommits(Path table, LogEntries entries, LogEntries.KeptVersions kept) {
  /**
   * Lists the log of the table at {@code path}.
   *
   * @param action what they are for: {@code Cannot <action> <path>: …}
   * @throws EnrichException TARGET_MISSING, or what the store says
   */
  static RecordedCommits of(SparkSession spark, String path, String action) {
    Path table = new Storage(spark).qualify(path);
    LogEntries entries = new LogEntries(LogFolder.of(spark, table, HadoopSettings.of(spark)));
    LogEntries.KeptVersions kept =
        entries
            .kept()
            .orElseThrow(
                () ->
                    new EnrichException(
                        ErrorCode.TARGET_MISSING,
                        "Cannot %s %s: there is no Delta table; run enrich first, or correct target.path"
                            .formatted(action, path)));
    return new RecordedCommits(table, entries, kept);
  }

  /** The oldest version whose entry is kept. */
  long oldestVersion() {
    return kept.oldest();
  }

  /** The commits, newest first; each log entry is read when the stream comes to it. */
  Stream<RecordedCommit> newestFirst() {
    return entries.newestFirst(kept.newest()).map(RecordedCommit::of);
  }

  /** What the newest run that is still recorded says of itself. */
  Optional<RunRecord> newestRun() {
    return newestFirst().flatMap(commit -> commit.run().stream()).findFirst();
  }

  /**
   * A commit of each run that made some files, by the runs' ids: of several the newest. Missing are
   * runs whose log entries are gone.
   */
  Map<String, RecordedCommit> ofRunsThatMade(Collection<CuratedFile> files) {
    Set<String> ids =
        files.stream()
            .flatMap(file -> file.tags().stream())
            .map(FileTags::run)
            .collect(Collectors.toSet());
    Map<String, RecordedCommit> found = new HashMap<>();
    Iterator<RecordedCommit> commits = newestFirst().iterator();
    while (found.size() < ids.size() && commits.hasNext()) {
      RecordedCommit commit = commits.next();
      commit
          .run()
          .map(RunRecord::run)
          .filter(ids::contains)
          .ifPresent(run -> found.putIfAbsent(run, commit));
    }
    return found;
  }

  /**
   * The commits that added some files, by the files' paths. Missing are files whose log entry is
   * gone, and those that carry none of our tags.
   */
  Map<String, RecordedCommit> adding(Collection<CuratedFile> files) {
    List<CuratedFile> wanted =
        new ArrayList<>(files.stream().filter(file -> file.tags().isPresent()).toList());
    Map<String, RecordedCommit> found = new HashMap<>();
    Iterator<RecordedCommit> commits = newestFirst().iterator();
    while (!wanted.isEmpty() && commits.hasNext()) {
      RecordedCommit commit = commits.next();
      for (CuratedFile file : List.copyOf(wanted)) {
        if (commit.isOf(file.tags().get().run()) && entries.adds(commit.version(), file.path())) {
          found.put(file.path(), commit);
          wanted.remove(file);
        }
      }
    }
    return found;
  }
}
