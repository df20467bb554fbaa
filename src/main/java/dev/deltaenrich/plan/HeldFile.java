package dev.deltaenrich.plan;

import java.util.List;

/** A curated file and the raw files it was made of, all of which are there. */
record HeldFile(CuratedFile file, List<SourceFile> sources) {
  /** The file is to be made again, with other values for rows that are right. */
  PlannedFile again(String reason) {
    return new PlannedFile(sources, reason, isWorthReading() ? List.of(earlier()) : List.of());
  }

  /** A store copies one source whose bytes stay; there is nothing cheaper. */
  private boolean isWorthReading() {
    return sources.size() > 1 || isRewritten() || sources.get(0).deletionVector() != null;
  }

  private boolean isRewritten() {
    return file.tags().orElseThrow().producer().equals(FileTags.REWRITTEN);
  }

  /** The file as something to read. */
  EarlierFile earlier() {
    return new EarlierFile(file.path(), file.bytes(), isRewritten(), sources);
  }

  long sourceBytes() {
    return sources.stream().mapToLong(SourceFile::bytes).sum();
  }
}
