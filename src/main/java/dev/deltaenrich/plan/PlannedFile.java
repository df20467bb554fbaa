package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A curated file to be made.
 *
 * @param sources the raw files whose rows it will hold, all of one partition; never empty
 * @param reason why, in words for people; one of {@link Reason}'s
 */
public record PlannedFile(List<SourceFile> sources, String reason) implements Serializable {
  /** Copies {@code sources}. */
  public PlannedFile {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a planned file needs a source");
    }
    sources = List.copyOf(sources);
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
