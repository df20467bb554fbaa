package dev.deltaenrich.plan;

import java.util.List;

/**
 * What has to happen to the curated table.
 *
 * @param add files to make
 * @param keep active files that are right already
 * @param remove active files that have no place any more
 */
public record Plan(List<PlannedFile> add, List<CuratedFile> keep, List<CuratedFile> remove) {
  /** Copies the lists. */
  public Plan {
    add = List.copyOf(add);
    keep = List.copyOf(keep);
    remove = List.copyOf(remove);
  }

  /** Bytes of raw files that have to be read. */
  public long bytesToRead() {
    return add.stream().mapToLong(PlannedFile::bytes).sum();
  }

  /** Raw files that have to be read. */
  public int sourcesToRead() {
    return add.stream().mapToInt(file -> file.sources().size()).sum();
  }
}
