package dev.deltaenrich.job;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.ProducedFile;
import java.util.List;
import java.util.Map;

/** Makes curated files by splicing, as far as it can. */
interface FileSplicer {
  /**
   * Makes what can be made; the files stand in the table's folder when this returns and belong to
   * the table only once they are committed.
   *
   * @param planned files of one source each
   */
  Outcome produce(List<PlannedFile> planned, FileNaming naming);

  /**
   * What became of them.
   *
   * @param made files that were made
   * @param refused files that cannot be spliced, each with the reason in words
   */
  record Outcome(List<ProducedFile> made, Map<PlannedFile, String> refused) {}
}
