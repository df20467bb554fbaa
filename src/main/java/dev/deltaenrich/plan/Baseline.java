package dev.deltaenrich.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Since when the curated table's files are known to be right. A complete run looks at every file,
 * so whatever it kept is right for its lookup snapshot, however old the file and its tags are.
 *
 * @param snapshot the lookup snapshot of the last complete run; empty where none is known, which
 *     costs time and nothing else: each file is then compared with the snapshot in its tags
 * @param laterRuns runs that committed after it; their files go by their own tags
 * @param settled whether the last run that committed was complete
 */
public record Baseline(Optional<String> snapshot, Set<String> laterRuns, boolean settled) {
  /** Nothing is known; every file goes by its own tags. */
  public static final Baseline UNKNOWN = new Baseline(Optional.empty(), Set.of(), true);

  /** Copies {@code laterRuns}. */
  public Baseline {
    laterRuns = Set.copyOf(laterRuns);
  }

  /**
   * What the newest commits tell.
   *
   * @param records of all commits since the last complete run, newest first, with that run's where
   *     it is known
   */
  public static Baseline of(List<RunRecord> records) {
    Set<String> laterRuns = new HashSet<>();
    for (RunRecord record : records) {
      if (record.complete()) {
        return new Baseline(
            Optional.of(record.lookup().snapshot()), laterRuns, records.get(0).complete());
      }
      laterRuns.add(record.run());
    }
    return new Baseline(Optional.empty(), laterRuns, records.isEmpty());
  }

  /** The same, with every file going by its own tags. */
  public Baseline withoutSnapshot() {
    return new Baseline(Optional.empty(), laterRuns, settled);
  }

  /** The snapshot for which a file with these tags is known to be right. */
  String snapshotOf(FileTags tags) {
    return snapshot.isEmpty() || laterRuns.contains(tags.run())
        ? tags.lookupSnapshot()
        : snapshot.get();
  }
}
