package dev.deltaenrich.plan;

import java.util.List;

/**
 * A curated file of the right sources and the right rule that was made with, or last checked
 * against, another lookup snapshot. Whether it is right depends on the keys it holds.
 *
 * @param file the file
 * @param sources the raw files it was made of
 * @param since the snapshot against which its values are known to be right
 */
public record DoubtfulFile(CuratedFile file, List<SourceFile> sources, String since) {
  /** Copies {@code sources}. */
  public DoubtfulFile {
    sources = List.copyOf(sources);
  }

  /** The same file with another snapshot. */
  public DoubtfulFile since(String snapshot) {
    return new DoubtfulFile(file, sources, snapshot);
  }
}
