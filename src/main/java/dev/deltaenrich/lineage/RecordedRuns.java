package dev.deltaenrich.lineage;

import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The runs that made the files of a curated table, as far as its log still tells of them.
 *
 * @param newest the newest recorded run, also where it made none of them
 * @param commits a commit of each run, by the run's id
 */
record RecordedRuns(Optional<RunRecord> newest, Map<String, RecordedCommit> commits) {
  /** Copies {@code commits}. */
  RecordedRuns {
    commits = Map.copyOf(commits);
  }

  /** Reads them once for all lookups. */
  static RecordedRuns of(RecordedCommits recorded, CuratedTable curated) {
    return new RecordedRuns(
        recorded.newestRun(),
        recorded.ofRuns(
            curated.files().stream()
                .flatMap(file -> file.tags().stream())
                .map(FileTags::run)
                .collect(Collectors.toSet())));
  }
}
