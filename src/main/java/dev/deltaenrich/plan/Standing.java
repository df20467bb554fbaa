package dev.deltaenrich.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How a curated file stands to the goal, looked at for itself.
 *
 * @param file the file
 * @param sources those of its raw files that are there
 * @param reason why it is wrong; null when it is not, as far as files can tell
 * @param since the snapshot for which it is right
 */
record Standing(CuratedFile file, List<SourceFile> sources, Reason reason, String since) {

  static Standing of(CuratedFile file, Goal goal, Map<String, SourceFile> raw, Baseline baseline) {
    FileTags tags = file.tags().orElse(null);
    if (tags == null || new HashSet<>(tags.sources()).size() != tags.sources().size()) {
      return new Standing(file, List.of(), Reason.NOT_OURS, null);
    }
    List<SourceFile> there = new ArrayList<>(tags.sources().size());
    for (String id : tags.sources()) {
      SourceFile source = raw.get(id);
      if (source != null) {
        there.add(source);
      }
    }
    Reason reason = reason(tags, there.size(), goal);
    return new Standing(file, there, reason, reason == null ? since(tags, goal, baseline) : null);
  }

  private static Reason reason(FileTags tags, int there, Goal goal) {
    if (there == 0) {
      return Reason.GONE_FROM_RAW;
    }
    if (there < tags.sources().size()) {
      return Reason.SOURCE_REWRITTEN;
    }
    if (goal.scope() == Goal.Scope.WHOLE_TABLE && !tags.run().equals(goal.run())) {
      return Reason.WHOLE_TABLE;
    }
    return tags.rule().equals(goal.rule()) ? null : Reason.RULE_CHANGED;
  }

  /** Its values are those of the snapshot in its tags, whatever it was compared with since. */
  private static String since(FileTags tags, Goal goal, Baseline baseline) {
    return tags.lookupSnapshot().equals(goal.lookupSnapshot())
        ? goal.lookupSnapshot()
        : baseline.snapshotOf(tags);
  }

  boolean isWrong() {
    return reason != null;
  }

  /** Why it is wrong, in words. */
  String words(Goal goal) {
    return reason == Reason.RULE_CHANGED
        ? reason.word(LookupIds.differing(file.tags().orElseThrow().rule(), goal.rule()))
        : reason.word();
  }

  /** Whether its sources stay together when it is made again. */
  boolean keepsItsSources() {
    return reason == Reason.RULE_CHANGED;
  }

  boolean isDoubtful(Goal goal) {
    return !since.equals(goal.lookupSnapshot());
  }
}
