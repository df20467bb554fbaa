package dev.deltaenrich.config;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What is wrong with the settings, gathered so that all of it can be said at once. */
final class Problems {
  /** Several lookups may have a setting in common, of which all that is wrong is said once. */
  private final Set<String> problems = new LinkedHashSet<>();

  private boolean secretExposed;

  void add(String problem) {
    problems.add(problem);
  }

  void addExposedSecret(String problem) {
    secretExposed = true;
    problems.add(problem);
  }

  /**
   * @param meant what may have been meant
   */
  void addUnknown(String where, String word, Optional<String> meant) {
    problems.add(
        "%s has no setting '%s'; %s"
            .formatted(
                where,
                word,
                meant.map("did you mean '%s'?"::formatted).orElse("docs/settings.md lists all")));
  }

  /** Throws all problems as one failure, if there are any. */
  void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    String message =
        problems.size() == 1
            ? problems.iterator().next()
            : "%d problems: %s".formatted(problems.size(), String.join(" | ", problems));
    throw new EnrichException(
        secretExposed ? ErrorCode.SECRET_EXPOSED : ErrorCode.SETTINGS,
        "Cannot read the settings: " + message);
  }
}
