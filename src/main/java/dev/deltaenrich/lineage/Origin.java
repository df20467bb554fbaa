package dev.deltaenrich.lineage;

import dev.deltaenrich.config.Settings;
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
 * @param rule the rule that made it
 * @param history where the lookup snapshot is kept
 */
record Origin(
    CuratedFile file, Optional<RecordedCommit> commit, Optional<AppliedRule> rule, String history) {

  /**
   * Where the file's own commit is gone from the log, the newest run and the settings may still
   * know its rule.
   */
  static Origin of(
      CuratedFile file,
      Optional<RecordedCommit> commit,
      Optional<RunRecord> newest,
      Settings settings) {
    Optional<RunRecord> own = commit.flatMap(RecordedCommit::run);
    Optional<AppliedRule> rule =
        own.map(AppliedRule::of)
            .or(() -> newest.map(AppliedRule::of).filter(known -> made(known, file)))
            .or(() -> Optional.of(AppliedRule.of(settings.rule())).filter(it -> made(it, file)));
    String history =
        own.or(() -> newest)
            .map(it -> it.lookup().history())
            .orElse(settings.lookup().historyPath());
    return new Origin(file, commit, rule, history);
  }

  private static boolean made(AppliedRule rule, CuratedFile file) {
    return file.tags().filter(tags -> tags.rule().equals(rule.id())).isPresent();
  }

  /** The file's tags; empty where another program wrote it. */
  Optional<FileTags> tags() {
    return file.tags();
  }

  /** What the run that made it says of itself; empty where its log entry is gone. */
  Optional<RunRecord> run() {
    return commit.flatMap(RecordedCommit::run);
  }
}
