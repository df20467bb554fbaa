package dev.deltaenrich.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A word that is no setting of all lookups. Whether it is one of some lookup can be told when their
 * names are known.
 *
 * @param where the place that has it, for people
 * @param given the word, and what it is set to
 */
record Unsettled(String where, Given given) {
  String word() {
    return given.key();
  }

  /** What it would be if there were a lookup of some name. */
  Optional<NamedSetting> ofSomeLookup() {
    return isVariable() ? NamedSetting.ofVariable(word()) : NamedSetting.ofKey(word());
  }

  /**
   * What may have been meant, by what is alike.
   *
   * @param lookups the names of the lookups
   */
  Optional<String> meant(List<String> lookups) {
    if (!isVariable()) {
      return Nearest.near(
          word(),
          Stream.concat(
                  Setting.keys().stream(), NamedSetting.of(lookups).stream().map(NamedSetting::key))
              .toList());
    }
    String prefix = Setting.ENVIRONMENT_PREFIX;
    return Nearest.near(
            word().substring(prefix.length()),
            Stream.concat(
                    Setting.variables().stream(),
                    NamedSetting.of(lookups).stream().map(NamedSetting::variable))
                .map(variable -> variable.substring(prefix.length()))
                .toList())
        .map(prefix::concat);
  }

  private boolean isVariable() {
    return word().startsWith(Setting.ENVIRONMENT_PREFIX);
  }
}
