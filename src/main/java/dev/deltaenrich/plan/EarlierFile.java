package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.List;

/**
 * An active curated file with rows of raw files as they still are, which may be read in their
 * place: one file instead of a thousand, whose row groups are of a useful size already.
 *
 * @param path as the curated table's log spells it
 * @param bytes its size
 * @param rewritten whether its producer is {@link FileTags#REWRITTEN}
 * @param sources the raw files whose rows it holds, all of them and no others
 */
public record EarlierFile(String path, long bytes, boolean rewritten, List<SourceFile> sources)
    implements Serializable {
  /** Copies {@code sources}. */
  public EarlierFile {
    sources = List.copyOf(sources);
  }
}
