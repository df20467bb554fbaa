package dev.deltaenrich.job;

import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Lookup;

/** Archives the lookups that a run uses, each once. Not thread-safe. */
final class LookupArchiving {
  private final LookupHistory history;
  private String archived;

  LookupArchiving(LookupHistory history, EnrichOptions options) {
    this.history = history;
    // A snapshot that the run was told to use comes from the archive.
    this.archived = options.lookupSnapshot().orElse(null);
  }

  /** Archives {@code lookup}; before a version names it. */
  void archive(Lookup lookup) {
    if (lookup.id().equals(archived)) {
      // A second read of the same may have spilled its rows again.
      history.abandon();
    } else {
      history.archive(lookup);
      archived = lookup.id();
    }
  }
}
