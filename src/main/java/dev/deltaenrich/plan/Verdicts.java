package dev.deltaenrich.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a look into files tells of curated files. A file of which nothing is said is right.
 *
 * @param changedKeys by path, how many changed keys a file holds ({@link Reason#UNCOUNTED} where
 *     that is not known); at least one
 * @param changedLookups by path, the names of the lookups that say something else of these keys;
 *     none where the lookup has no name
 * @param goneSnapshots snapshots that are no longer kept, so that nothing can be compared with them
 * @param lackingColumns paths of files that lack a column which raw has gained and shows for their
 *     sources
 * @param lackingRows paths of files whose other rows should be in the quarantine and are not
 */
public record Verdicts(
    Map<String, Integer> changedKeys,
    Map<String, List<String>> changedLookups,
    Set<String> goneSnapshots,
    Set<String> lackingColumns,
    Set<String> lackingRows) {
  /** There were no doubts. */
  public static final Verdicts NONE = new Verdicts(Map.of(), Set.of());

  /** Copies all. */
  public Verdicts {
    changedKeys = Map.copyOf(changedKeys);
    changedLookups = Map.copyOf(changedLookups);
    goneSnapshots = Set.copyOf(goneSnapshots);
    lackingColumns = Set.copyOf(lackingColumns);
    lackingRows = Set.copyOf(lackingRows);
  }

  /** The lookup has no name, and no file lacks anything. */
  public Verdicts(Map<String, Integer> changedKeys, Set<String> goneSnapshots) {
    this(changedKeys, Map.of(), goneSnapshots, Set.of(), Set.of());
  }

  /** The same, with the files that lack a column. */
  public Verdicts lacking(Set<String> paths) {
    return new Verdicts(changedKeys, changedLookups, goneSnapshots, paths, lackingRows);
  }

  /** The same, with the files whose other rows are not in the quarantine. */
  public Verdicts lackingRows(Set<String> paths) {
    return new Verdicts(changedKeys, changedLookups, goneSnapshots, lackingColumns, paths);
  }
}
