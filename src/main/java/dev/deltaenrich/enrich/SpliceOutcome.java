package dev.deltaenrich.enrich;

import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.QuarantinedFile;
import dev.deltaenrich.splice.ColumnFigures;
import java.io.Serializable;
import java.util.List;

/** What became of one planned file, on its way from an executor to the driver. */
sealed interface SpliceOutcome extends Serializable {
  /** What was planned. */
  PlannedFile planned();

  /**
   * The file stands in the store.
   *
   * @param path below the table's folder, URI-encoded
   * @param bytes its size
   * @param modificationTime milliseconds since 1970
   * @param counts the rows of its sources and how they met each lookup
   * @param figures of the new columns
   * @param footerStatistics what its footer says of its columns, as in an add action; null where
   *     its bytes are those of one source, of which the raw table's log tells
   * @param bytesMoved bytes that went through this process: key chunks and footer, and the tail
   * @param rewritten why pages were decoded and encoded; null where all pages are copies
   * @param quarantined the rows that went to the quarantine instead; null where none did
   */
  record Spliced(
      PlannedFile planned,
      String path,
      long bytes,
      long modificationTime,
      List<MatchCounts> counts,
      List<ColumnFigures> figures,
      String footerStatistics,
      long bytesMoved,
      Fallback rewritten,
      QuarantinedFile quarantined)
      implements SpliceOutcome {
    /** Its rows. */
    long rows() {
      return counts.get(0).rows() - (quarantined == null ? 0 : quarantined.rows());
    }
  }

  /** The source turned out to have no rows; nothing was made. */
  record Empty(PlannedFile planned) implements SpliceOutcome {}

  /**
   * Nothing was made, since the rows of the lookup that its keys need take more memory than a task
   * has for them.
   */
  record TooLarge(PlannedFile planned) implements SpliceOutcome {}
}
