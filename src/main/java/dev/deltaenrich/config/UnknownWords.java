package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The problems of words that look like settings and are none.
 *
 * @param lookups the names of the lookups
 * @param set those of them that have settings of their own
 * @param problems gets what is said
 */
record UnknownWords(List<String> lookups, Set<String> set, Problems problems) {
  /** Says it: of all settings of a lookup without a name in {@code lookups} once. */
  void report(List<Unsettled> words) {
    Map<String, List<Unsettled>> strangers = new LinkedHashMap<>();
    for (Unsettled word : words) {
      Optional<NamedSetting> named = word.ofSomeLookup();
      if (named.isPresent() && !lookups.contains(named.get().lookup())) {
        strangers.computeIfAbsent(named.get().lookup(), any -> new ArrayList<>()).add(word);
      } else {
        problems.addUnknown(word.where(), word.word(), word.meant(lookups));
      }
    }
    strangers.forEach(this::reportStranger);
  }

  private void reportStranger(String name, List<Unsettled> words) {
    problems.add(
        "%s sets '%s'%s, and lookups does not name '%s'%s; %s"
            .formatted(
                words.get(0).where(),
                words.get(0).word(),
                words.size() == 1 ? "" : " and %d more of that lookup".formatted(words.size() - 1),
                name,
                lookups.isEmpty() ? "" : ", only " + String.join(", ", lookups),
                Nearest.near(name, lookups)
                    .map(near -> mistyped(name, near))
                    .orElse("add the name to lookups, or take these settings out")));
  }

  /** A name without settings is the one that was mistyped. */
  private String mistyped(String name, String near) {
    return set.contains(near)
        ? "did you mean settings of '%s'?".formatted(near)
        : "did you mean '%s' in lookups, not '%s'?".formatted(name, near);
  }
}
