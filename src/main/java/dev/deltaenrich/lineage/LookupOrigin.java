package dev.deltaenrich.lineage;

import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import java.util.Optional;

/**
 * What one lookup did for a curated file, as far as it is still recorded.
 *
 * @param lookup the lookup
 * @param tagged whether the file has tags at all
 * @param tags its tags, as if this lookup alone had made it; empty where it took no part
 * @param run what the run that made the file says of this lookup
 * @param rule the rule of the lookup that made the file
 * @param history where the lookup snapshot is kept
 */
record LookupOrigin(
    KnownLookup lookup,
    boolean tagged,
    Optional<FileTags> tags,
    Optional<RunRecord> run,
    Optional<AppliedRule> rule,
    String history) {
  /**
   * Where the file's own commit is gone from the log, the newest run and the settings may still
   * know its rule.
   */
  static LookupOrigin of(Origin whole, KnownLookup lookup) {
    Origin origin = whole.ofLookup(lookup.name());
    Optional<RunRecord> own = origin.run();
    Optional<AppliedRule> rule =
        own.map(AppliedRule::of)
            .or(() -> lookup.newest().map(AppliedRule::of).filter(it -> made(it, origin)))
            .or(
                () ->
                    Optional.of(AppliedRule.of(lookup.settings().rule()))
                        .filter(it -> made(it, origin)));
    String history =
        own.or(lookup::newest)
            .map(it -> it.lookup().history())
            .orElse(lookup.settings().lookup().historyPath());
    return new LookupOrigin(lookup, whole.tags().isPresent(), origin.tags(), own, rule, history);
  }

  private static boolean made(AppliedRule rule, Origin origin) {
    return origin.tags().filter(tags -> tags.rule().equals(rule.id())).isPresent();
  }
}
