package dev.deltaenrich.lineage;

import dev.deltaenrich.plan.CuratedFile;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.Optional;

/**
 * What a curated file came from, as far as it is still recorded.
 *
 * @param file the file
 * @param commit the commit that added it
 */
record Origin(CuratedFile file, Optional<RecordedCommit> commit) {
  /** The file's tags; empty where another program wrote it. */
  Optional<FileTags> tags() {
    return file.tags();
  }

  /** What the run that made it says of itself; empty where its log entry is gone. */
  Optional<RunRecord> run() {
    return commit.flatMap(RecordedCommit::run);
  }

  /** The same as if one lookup had made it. */
  Origin ofLookup(String name) {
    return new Origin(file.ofLookup(name), commit.map(it -> it.ofLookup(name)));
  }
}
