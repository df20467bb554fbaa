package dev.deltaenrich.lineage;

import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import java.util.Optional;

/**
 * Whether a file is what the newest recorded run would make.
 *
 * @param state in a word
 * @param reason why
 */
record Freshness(String state, String reason) {
  private static final String UP_TO_DATE = "up to date";
  private static final String OUT_OF_DATE = "out of date";
  private static final String UNKNOWN = "unknown";

  /**
   * A complete run keeps a file only when it is right by that run's lookup and rule, so a file of
   * an earlier lookup that is still there was found unaffected.
   */
  static Freshness of(Optional<FileTags> tags, Optional<RunRecord> newest) {
    if (tags.isEmpty()) {
      return new Freshness(UNKNOWN, "the file carries no tags: another program wrote it");
    }
    if (newest.isEmpty()) {
      return new Freshness(UNKNOWN, "the log tells of no run any more");
    }
    return of(tags.get(), newest.get());
  }

  private static Freshness of(FileTags tags, RunRecord newest) {
    if (tags.run().equals(newest.run())) {
      return new Freshness(UP_TO_DATE, "made by the newest run");
    }
    if (!tags.rule().equals(newest.rule().id())) {
      return new Freshness(
          OUT_OF_DATE,
          "made by rule %s, the newest run's is %s".formatted(tags.rule(), newest.rule().id()));
    }
    if (!newest.complete()) {
      return new Freshness(
          UNKNOWN, "the newest run has more to do, and may not have come to this file yet");
    }
    if (tags.lookupSnapshot().equals(newest.lookup().snapshot())) {
      return new Freshness(UP_TO_DATE, "kept by later runs; the lookup is the newest run's");
    }
    return new Freshness(
        UP_TO_DATE, "unaffected by later lookups up to " + newest.lookup().snapshot());
  }
}
