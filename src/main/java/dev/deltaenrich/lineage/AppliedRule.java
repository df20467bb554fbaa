package dev.deltaenrich.lineage;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.plan.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rule that made the new columns, as a run recorded it.
 *
 * @param id the rule's id
 * @param key the raw key column
 * @param columns the added columns
 * @param match how keys were compared
 * @param unmatched what rows without a match got, as the settings spell it
 * @param validity when rows of the lookup were valid; empty where they always were
 */
record AppliedRule(
    String id,
    String key,
    List<NewColumn> columns,
    KeyEquality match,
    String unmatched,
    Optional<Validity> validity) {
  /** The rule of a run. */
  static AppliedRule of(RunRecord run) {
    RunRecord.UsedRule rule = run.rule();
    return new AppliedRule(
        rule.id(),
        rule.key(),
        columns(rule.columns()),
        match(rule.match()),
        rule.unmatched(),
        Optional.ofNullable(rule.validity())
            .map(it -> Validity.of(it.from(), it.to(), it.rawTime(), it.zone())));
  }

  /** The rule of the settings, for a table whose log has no run any more. */
  static AppliedRule of(Rule rule) {
    return new AppliedRule(
        rule.id(),
        rule.rawKey(),
        rule.columns(),
        rule.match(),
        rule.unmatched().word(),
        rule.validity());
  }

  private static List<NewColumn> columns(String word) {
    return Arrays.stream(word.split(","))
        .map(pair -> pair.split(":", 2))
        .map(names -> new NewColumn(names[0], names[1]))
        .toList();
  }

  private static KeyEquality match(String word) {
    return KeyEquality.ofWord(word)
        .orElseThrow(() -> new IllegalStateException("recorded match " + word));
  }
}
