package dev.deltaenrich.splice;

import dev.deltaenrich.plan.MatchCounts;
import java.util.List;

/**
 * A file that was made of several sources.
 *
 * @param file what stands at the target
 * @param footer its footer
 * @param counts its rows and how they met the lookup
 * @param figures one for each new column
 */
public record MergedFile(
    AssembledFile file, ParquetFooter footer, MatchCounts counts, List<ColumnFigures> figures) {

  /** Copies {@code figures}. */
  public MergedFile {
    figures = List.copyOf(figures);
  }
}
