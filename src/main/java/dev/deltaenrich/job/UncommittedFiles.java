package dev.deltaenrich.job;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.Lookup;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that this run made and that no version names yet. After a conflict the run plans again, and
 * takes from here whatever it still wants. Not thread-safe.
 */
final class UncommittedFiles {
  private final Map<Set<String>, ProducedFile> files = new HashMap<>();
  private String identity = "";

  /** Takes out all files if they were made with another lookup or for other columns. */
  List<ProducedFile> takeUnlessMadeWith(Lookup lookup, CuratedSchema schema) {
    String wanted = lookup.id() + ' ' + schema.all().catalogString();
    if (wanted.equals(identity)) {
      return List.of();
    }
    identity = wanted;
    return takeAll();
  }

  /** Remembers files that were made. */
  void add(Collection<ProducedFile> made) {
    made.forEach(file -> files.put(sources(file.planned()), file));
  }

  /** Those of {@code planned} that are here. */
  List<ProducedFile> find(Collection<PlannedFile> planned) {
    return planned.stream().map(file -> files.get(sources(file))).filter(Objects::nonNull).toList();
  }

  /** Forgets files that a version names now. */
  void committed(Collection<ProducedFile> committed) {
    committed.forEach(file -> files.remove(sources(file.planned())));
  }

  /** Everything that is here, taken out. */
  List<ProducedFile> takeAll() {
    List<ProducedFile> all = List.copyOf(files.values());
    files.clear();
    return all;
  }

  /** Whether a file for this is here. */
  boolean has(PlannedFile planned) {
    return files.containsKey(sources(planned));
  }

  private static Set<String> sources(PlannedFile planned) {
    return planned.sources().stream().map(SourceFile::id).collect(Collectors.toSet());
  }
}
