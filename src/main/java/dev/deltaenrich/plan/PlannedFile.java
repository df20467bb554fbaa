package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A curated file to be made.
 *
 * @param sources the raw files whose rows it will hold, all of one partition; never empty
 * @param reason why, in words for people; one of {@link Reason}'s
 * @param earlier curated files that may be read in the place of some of the sources
 */
public record PlannedFile(List<SourceFile> sources, String reason, List<EarlierFile> earlier)
    implements Serializable {
  /** Copies both lists. */
  public PlannedFile {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a planned file needs a source");
    }
    sources = List.copyOf(sources);
    earlier = List.copyOf(earlier);
  }

  /** A file for which the sources themselves are read. */
  public PlannedFile(List<SourceFile> sources, String reason) {
    this(sources, reason, List.of());
  }

  /** The same, for which all sources themselves are read. */
  public PlannedFile ofSources() {
    return new PlannedFile(sources, reason);
  }

  /** The sources that are read themselves. */
  public List<SourceFile> read() {
    if (earlier.isEmpty()) {
      return sources;
    }
    Set<SourceFile> others = new HashSet<>();
    earlier.forEach(file -> others.addAll(file.sources()));
    return sources.stream().filter(source -> !others.contains(source)).toList();
  }

  /** Bytes of all sources, as the log gives them. */
  public long bytes() {
    return sources.stream().mapToLong(SourceFile::bytes).sum();
  }

  /** The partition all sources are in. */
  public Map<String, String> partitionValues() {
    return sources.get(0).partitionValues();
  }
}
