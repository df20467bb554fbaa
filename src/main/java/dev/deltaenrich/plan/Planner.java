package dev.deltaenrich.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the difference between what the curated table holds and what it should hold. Only files
 * matter: whatever was done to raw (append, DELETE, UPDATE, MERGE, OPTIMIZE, RESTORE), a curated
 * file is right when its tags name raw files that are there, today's rule, and a lookup snapshot
 * that says the same of its keys as today's.
 *
 * <p>Takes time and memory in proportion to the number of files. The outcome does not depend on the
 * order of the lists. One object plans once; not thread-safe.
 */
public final class Planner {
  private final Goal goal;
  private final Map<String, SourceFile> raw = new HashMap<>();

  /** By identity: all are the goal's own objects. */
  private final Set<SourceFile> claimed = Collections.newSetFromMap(new IdentityHashMap<>());

  private final List<HeldFile> right = new ArrayList<>();
  private final List<DoubtfulFile> doubtful = new ArrayList<>();
  private final List<RemovedFile> wrong = new ArrayList<>();
  private final List<PlannedFile> again = new ArrayList<>();
  private final Map<String, Reason> survivors = new HashMap<>();

  private Planner(Goal goal) {
    this.goal = goal;
    goal.sources().forEach(source -> raw.put(source.id(), source));
  }

  /**
   * Compares both sides, as far as it can be done without looking into files.
   *
   * @param curated the curated table's active files
   * @param baseline since when they are known to be right
   */
  public static Difference difference(Goal goal, List<CuratedFile> curated, Baseline baseline) {
    return new Planner(goal).compare(curated, baseline);
  }

  private Difference compare(List<CuratedFile> curated, Baseline baseline) {
    List<Standing> standings =
        curated.stream()
            .sorted(Comparator.comparing(CuratedFile::path))
            .map(file -> Standing.of(file, goal, raw, baseline))
            .toList();
    // Of several files that hold one raw file the best stays, so the best come first.
    standings.stream().filter(it -> !it.isWrong() && !it.isDoubtful(goal)).forEach(this::keep);
    standings.stream().filter(it -> !it.isWrong() && it.isDoubtful(goal)).forEach(this::doubt);
    standings.stream().filter(Standing::isWrong).forEach(this::remove);
    return new Difference(
        goal, right, doubtful, wrong, again, loose(), empty(), !baseline.settled());
  }

  private void keep(Standing it) {
    if (claim(it)) {
      right.add(new HeldFile(it.file(), it.sources()));
    }
  }

  private void doubt(Standing it) {
    if (claim(it)) {
      doubtful.add(new DoubtfulFile(it.file(), it.sources(), it.since()));
    }
  }

  private void remove(Standing it) {
    if (it.keepsItsSources()) {
      if (claim(it)) {
        wrong.add(new RemovedFile(it.file(), it.words(goal)));
        again.add(new PlannedFile(it.sources(), it.words(goal)));
      }
      return;
    }
    wrong.add(new RemovedFile(it.file(), it.reason().word()));
    it.sources().forEach(source -> survivors.putIfAbsent(source.id(), it.reason()));
  }

  /** Takes the file's sources, unless one is taken; the file has then no place. */
  private boolean claim(Standing it) {
    if (it.sources().stream().anyMatch(claimed::contains)) {
      wrong.add(new RemovedFile(it.file(), Reason.HELD_TWICE.word()));
      it.sources().forEach(source -> survivors.putIfAbsent(source.id(), Reason.HELD_TWICE));
      return false;
    }
    claimed.addAll(it.sources());
    return true;
  }

  private List<LooseSource> loose() {
    Reason otherwise =
        goal.scope() == Goal.Scope.WHOLE_TABLE ? Reason.WHOLE_TABLE : Reason.NEW_IN_RAW;
    return raw.entrySet().stream()
        .filter(it -> !claimed.contains(it.getValue()) && !it.getValue().isEmptyInLog())
        .sorted(Map.Entry.comparingByKey())
        .map(it -> new LooseSource(it.getValue(), survivors.getOrDefault(it.getKey(), otherwise)))
        .toList();
  }

  private List<SourceFile> empty() {
    return goal.sources().stream()
        .filter(source -> !claimed.contains(source) && source.isEmptyInLog())
        .toList();
  }
}
