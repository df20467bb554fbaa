package dev.deltaenrich.lineage;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.plan.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A lookup of a curated table, as far as the newest run and the settings know it.
 *
 * @param name its name; empty for the one lookup that has none
 * @param newest the newest recorded run, as if it had this lookup alone; empty where it did not
 *     have it
 * @param settings the settings with this lookup alone; where they have none of its name, as they
 *     are
 */
record KnownLookup(String name, Optional<RunRecord> newest, Settings settings) {
  /** Those of the newest run; where the log tells of none, those of the settings. */
  static List<KnownLookup> all(Optional<RunRecord> newest, Settings settings) {
    Supplier<List<String>> set =
        () -> settings.lookups().stream().map(LookupSettings::name).toList();
    return newest
        .map(RunRecord::eachLookup)
        .map(each -> List.copyOf(each.keySet()))
        .orElseGet(set)
        .stream()
        .map(name -> of(name, newest, settings))
        .toList();
  }

  /** One of them. */
  static KnownLookup of(String name, Optional<RunRecord> newest, Settings settings) {
    return new KnownLookup(
        name,
        newest.flatMap(run -> run.ofLookup(name)),
        settings.eachLookup().stream()
            .filter(one -> one.lookup().name().equals(name))
            .findFirst()
            .orElse(settings));
  }

  /** What is true of files that it took no part in. */
  String madeWithout() {
    return name.isEmpty() ? "made with lookups that have names" : "made without the lookup " + name;
  }

  /** Its rule in the settings, for keys of the types that the newest run found. */
  Rule ruleOfSettings() {
    return settings.rule().comparing(rule().match().types());
  }

  /** Its rule in the newest run, or else in the settings. */
  AppliedRule rule() {
    return newest.map(AppliedRule::of).orElseGet(() -> AppliedRule.of(settings.rule()));
  }
}
