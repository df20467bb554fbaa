package dev.deltaenrich.plan;

import java.util.Map;
import java.util.Set;

/**
 * What became of the doubts about curated files. A file of which nothing is said is right.
 *
 * @param changedKeys by path, how many changed keys a file holds ({@link Reason#UNCOUNTED} where
 *     that is not known); at least one
 * @param goneSnapshots snapshots that are no longer kept, so that nothing can be compared with them
 */
public record Verdicts(Map<String, Integer> changedKeys, Set<String> goneSnapshots) {
  /** There were no doubts. */
  public static final Verdicts NONE = new Verdicts(Map.of(), Set.of());

  /** Copies both. */
  public Verdicts {
    changedKeys = Map.copyOf(changedKeys);
    goneSnapshots = Set.copyOf(goneSnapshots);
  }
}
