package dev.deltaenrich.job;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that this run made and that no version names yet. After a conflict the run plans again, and
 * takes from here whatever it still wants. A planned file may have been made as several, each of
 * some of its sources. Not thread-safe.
 */
final class UncommittedFiles {
  private final Set<ProducedFile> files = new LinkedHashSet<>();
  private final Map<String, ProducedFile> bySource = new HashMap<>();
  private String identity = "";

  /**
   * Takes out all files if they were made with other lookups or for other columns.
   *
   * @param snapshots the ids of the lookups' content
   */
  List<ProducedFile> takeUnlessMadeWith(String snapshots, CuratedSchema schema) {
    String wanted = snapshots + ' ' + schema.all().catalogString();
    if (wanted.equals(identity)) {
      return List.of();
    }
    identity = wanted;
    return takeAll();
  }

  /** Remembers files that were made. */
  void add(Collection<ProducedFile> made) {
    for (ProducedFile file : made) {
      files.add(file);
      sources(file.planned()).forEach(source -> bySource.put(source, file));
    }
  }

  /** Those that are here and hold sources of {@code planned} files, and no others. */
  List<ProducedFile> find(Collection<PlannedFile> planned) {
    return planned.stream().flatMap(file -> find(file).stream()).toList();
  }

  private Collection<ProducedFile> find(PlannedFile planned) {
    Set<String> wanted = sources(planned);
    // By path: a file of thousands of sources takes long to compare with itself so often.
    Map<String, ProducedFile> found = new LinkedHashMap<>();
    for (String source : wanted) {
      ProducedFile file = bySource.get(source);
      if (file != null) {
        found.put(file.path(), file);
      }
    }
    found.values().removeIf(file -> !wanted.containsAll(sources(file.planned())));
    return found.values();
  }

  /** Forgets files that a version names now. */
  void committed(Collection<ProducedFile> committed) {
    files.removeAll(committed);
    bySource.values().removeAll(committed);
  }

  /** Everything that is here, taken out. */
  List<ProducedFile> takeAll() {
    List<ProducedFile> all = List.copyOf(files);
    files.clear();
    bySource.clear();
    return all;
  }

  /** Whether all sources of a file are in files that are here. */
  boolean has(PlannedFile planned) {
    Set<String> there = new HashSet<>();
    find(planned).forEach(file -> there.addAll(sources(file.planned())));
    return there.containsAll(sources(planned));
  }

  private static Set<String> sources(PlannedFile planned) {
    return planned.sources().stream()
        .map(SourceFile::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
