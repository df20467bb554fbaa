package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.MatchCounts;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file that was made of several sources.
 *
 * @param file what stands at the target
 * @param footer its footer
 * @param counts its rows and how they met each lookup
 * @param figures one for each new column
 * @param rewritten why pages of it were made anew; null where all were copied
 * @param quarantined the file of the rows that went to the quarantine; null where none did
 */
public record MergedFile(
    AssembledFile file,
    ParquetFooter footer,
    List<MatchCounts> counts,
    List<ColumnFigures> figures,
    Fallback rewritten,
    MergedFile quarantined) {

  /** Copies the lists. */
  public MergedFile {
    counts = List.copyOf(counts);
    figures = List.copyOf(figures);
  }

  /** How all rows met each lookup, those in the quarantine too. */
  public List<MatchCounts> allCounts() {
    return quarantined == null
        ? counts
        : IntStream.range(0, counts.size())
            .mapToObj(lookup -> counts.get(lookup).plus(quarantined.counts.get(lookup)))
            .toList();
  }
}
