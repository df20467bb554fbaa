package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.MatchCounts;
import java.util.List;

/**
 * A file that was made of several sources.
 *
 * @param file what stands at the target
 * @param footer its footer
 * @param counts its rows and how they met each lookup
 * @param figures one for each new column
 * @param rewritten why pages of it were made anew; null where all were copied
 */
public record MergedFile(
    AssembledFile file,
    ParquetFooter footer,
    List<MatchCounts> counts,
    List<ColumnFigures> figures,
    Fallback rewritten) {

  /** Copies the lists. */
  public MergedFile {
    counts = List.copyOf(counts);
    figures = List.copyOf(figures);
  }
}
