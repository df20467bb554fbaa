package dev.deltaenrich.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to happen to the curated table.
 *
 * @param add files to make
 * @param keep active files that are right already
 * @param remove active files that have no place any more
 * @param empty raw files that have no rows by what the log says, and need no curated file
 * @param unrecorded whether the table's log does not say yet that what is kept is right: a commit
 *     has to, be it an empty one, or the next run would look at the same files again
 */
public record Plan(
    List<PlannedFile> add,
    List<CuratedFile> keep,
    List<RemovedFile> remove,
    List<SourceFile> empty,
    boolean unrecorded) {
  /** Copies the lists. */
  public Plan {
    add = List.copyOf(add);
    keep = List.copyOf(keep);
    remove = List.copyOf(remove);
    empty = List.copyOf(empty);
  }

  /** Whether no file changes. */
  public boolean changesNoFile() {
    return add.isEmpty() && remove.isEmpty();
  }

  /** Bytes of raw files that have to be read or copied. */
  public long sourceBytes() {
    return add.stream().mapToLong(PlannedFile::bytes).sum();
  }

  /** Raw files that have to be read or copied. */
  public int sourceCount() {
    return add.stream().mapToInt(file -> file.sources().size()).sum();
  }

  /** How many files are made for each reason, in the order of {@link Reason}. */
  public Map<String, Integer> addReasons() {
    return counted(add.stream().map(PlannedFile::reason).toList());
  }

  /** How many files are taken away for each reason, in the order of {@link Reason}. */
  public Map<String, Integer> removeReasons() {
    return counted(remove.stream().map(RemovedFile::reason).toList());
  }

  private static Map<String, Integer> counted(Collection<String> reasons) {
    Map<String, Integer> counts =
        new TreeMap<>(Comparator.comparing(Reason::of).thenComparing(Comparator.naturalOrder()));
    reasons.forEach(words -> counts.merge(Reason.withoutKeys(words), 1, Integer::sum));
    return counts;
  }
}
