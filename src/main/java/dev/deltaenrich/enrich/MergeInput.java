package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.EarlierFile;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file from which rows of a planned file are read: a raw file, or an earlier curated file in the
 * place of several.
 *
 * @param sources the raw files whose rows it has; never empty
 * @param earlier the curated file; null for a raw file, which is then the only source
 */
record MergeInput(List<SourceFile> sources, EarlierFile earlier) {
  static MergeInput of(SourceFile source) {
    return new MergeInput(List.of(source), null);
  }

  /**
   * What a planned file is made of. The newest input comes first, since it has all columns that the
   * table has gained; the others follow as they are planned.
   */
  static List<MergeInput> of(PlannedFile planned) {
    List<MergeInput> inputs = new ArrayList<>();
    planned.earlier().forEach(file -> inputs.add(new MergeInput(file.sources(), file)));
    planned.read().forEach(source -> inputs.add(of(source)));
    inputs.stream()
        .max(Comparator.comparingLong(MergeInput::modified))
        .ifPresent(
            newest -> {
              inputs.remove(newest);
              inputs.add(0, newest);
            });
    return inputs;
  }

  /** When its newest source was modified, in milliseconds since 1970; 0 where nobody knows. */
  private long modified() {
    return sources.stream()
        .filter(source -> !source.stamp().isEmpty())
        .mapToLong(source -> SourceFile.modifiedOf(source.id()))
        .max()
        .orElse(0);
  }

  boolean isRaw() {
    return earlier == null;
  }

  /** A raw file; of a curated one, the first of its sources. */
  SourceFile source() {
    return sources.get(0);
  }

  long bytes() {
    return isRaw() ? source().bytes() : earlier.bytes();
  }

  /** Rows in the file that are to be left out. */
  long deletedRows() {
    return isRaw() ? source().deletedRows() : 0;
  }
}
