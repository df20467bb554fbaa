package dev.deltaenrich.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a plan into commits of a bounded number of raw files. Between two commits a reader sees some
 * raw changes and not yet others, but each whole: a file is taken away together with the files that
 * stand in for it, so that no row is there twice, and none is missing that was there before and is
 * still in raw.
 */
public final class Batches {
  private final Plan plan;
  private int[] parents;
  private int nodes;
  private final Map<String, Integer> nodeOfSource = new HashMap<>();

  private Batches(Plan plan) {
    this.plan = plan;
    this.parents = new int[plan.add().size() + plan.remove().size()];
    while (nodes < parents.length) {
      newNode();
    }
  }

  private int newNode() {
    if (nodes == parents.length) {
      parents = Arrays.copyOf(parents, nodes * 2);
    }
    parents[nodes] = nodes;
    return nodes++;
  }

  /**
   * Cuts {@code plan}.
   *
   * @param mostSources the most raw files a commit; files that must not be parted may be more
   * @param together raw files, by path as the raw log spells it, that stand in for one another:
   *     those added and removed by one version of raw
   * @return at least one batch, which may be empty
   */
  public static List<Batch> of(Plan plan, int mostSources, List<Set<String>> together) {
    if (plan.sourceCount() <= mostSources) {
      return List.of(new Batch(plan.add(), plan.remove()));
    }
    return new Batches(plan).cut(mostSources, together);
  }

  /**
   * Where nothing more exact is known: every new file may replace every file that is gone.
   *
   * @return paths of raw files, to be passed to {@link #of}
   */
  public static Set<String> allThatChanged(Plan plan) {
    Set<String> planned = new HashSet<>();
    plan.add().forEach(file -> file.sources().forEach(source -> planned.add(source.id())));
    Set<String> held = new HashSet<>();
    plan.remove().forEach(it -> it.file().tags().ifPresent(tags -> held.addAll(tags.sources())));
    Set<String> changed = new HashSet<>();
    held.stream().filter(id -> !planned.contains(id)).map(SourceFile::pathOf).forEach(changed::add);
    if (changed.isEmpty()) {
      return Set.of();
    }
    planned.stream().filter(id -> !held.contains(id)).map(SourceFile::pathOf).forEach(changed::add);
    return changed;
  }

  private List<Batch> cut(int mostSources, List<Set<String>> together) {
    for (int i = 0; i < plan.add().size(); i++) {
      for (SourceFile source : plan.add().get(i).sources()) {
        link(i, source.path());
      }
    }
    for (int i = 0; i < plan.remove().size(); i++) {
      int node = plan.add().size() + i;
      plan.remove()
          .get(i)
          .file()
          .tags()
          .ifPresent(tags -> tags.sources().forEach(id -> link(node, SourceFile.pathOf(id))));
    }
    together.forEach(this::linkAll);
    return filled(mostSources);
  }

  private void link(int node, String path) {
    Integer first = nodeOfSource.putIfAbsent(path, node);
    if (first != null) {
      union(first, node);
    }
  }

  /** Files that came and went again since matter too: what replaced them replaces the first. */
  private void linkAll(Set<String> paths) {
    int first = -1;
    for (String path : paths) {
      int node = nodeOfSource.computeIfAbsent(path, any -> newNode());
      if (first >= 0) {
        union(first, node);
      }
      first = node;
    }
  }

  private void union(int one, int other) {
    int low = Math.min(root(one), root(other));
    int high = Math.max(root(one), root(other));
    parents[high] = low;
  }

  private int root(int node) {
    int root = node;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** Units in the order of their first file; those that only take away are in the first batch. */
  private List<Batch> filled(int mostSources) {
    Map<Integer, Unit> units = new LinkedHashMap<>();
    for (int i = 0; i < plan.add().size(); i++) {
      units.computeIfAbsent(root(i), any -> new Unit()).add(plan.add().get(i));
    }
    List<RemovedFile> goneForGood = new ArrayList<>();
    for (int i = 0; i < plan.remove().size(); i++) {
      Unit unit = units.get(root(plan.add().size() + i));
      (unit == null ? goneForGood : unit.remove).add(plan.remove().get(i));
    }
    List<Batch> batches = new ArrayList<>();
    Unit batch = new Unit();
    batch.remove.addAll(goneForGood);
    for (Unit unit : units.values()) {
      if (batch.sources > 0 && batch.sources + unit.sources > mostSources) {
        batches.add(batch.toBatch());
        batch = new Unit();
      }
      batch.addAll(unit);
    }
    batches.add(batch.toBatch());
    return batches;
  }

  /** Files that go together. */
  private static final class Unit {
    private final List<PlannedFile> add = new ArrayList<>();
    private final List<RemovedFile> remove = new ArrayList<>();
    private int sources;

    void add(PlannedFile file) {
      add.add(file);
      sources += file.sources().size();
    }

    void addAll(Unit other) {
      other.add.forEach(this::add);
      remove.addAll(other.remove);
    }

    Batch toBatch() {
      return new Batch(add, remove);
    }
  }
}
