package dev.deltaenrich.plan;

import java.util.List;

/** A curated file and the raw files it was made of, all of which are there. */
record HeldFile(CuratedFile file, List<SourceFile> sources) {
  long sourceBytes() {
    return sources.stream().mapToLong(SourceFile::bytes).sum();
  }
}
