package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.CheckpointWriter;
import dev.deltaenrich.engine.log.LogCleaning;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.table.DeltaTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints of tables that this program commits to. */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final int CLEAN_UP = 10;

  private Checkpoints() {}

  /**
   * Makes the checkpoint that a commit is due. The commit stands whether this works or not, so a
   * failure is only a warning.
   *
   * <p>Every tenth checkpoint also deletes log entries that are older than the table keeps them.
   *
   * @param table the table before the commit
   * @param metadata what it has since
   * @param version the version of the commit
   */
  static void after(DeltaTable table, Metadata metadata, long version) {
    try {
      int interval = TableProperty.CHECKPOINT_INTERVAL.of(metadata);
      if (version == 0 || version % interval != 0) {
        return;
      }
      new CheckpointWriter(table.logFolder()).write();
      if (version / interval % CLEAN_UP == 0) {
        new LogCleaning(table.logFolder()).clean(metadata);
      }
    } catch (Throwable e) {
      // Errors too: otherwise the caller takes the commit for failed, and deletes its files.
      LOG.warn(
          "{}: after version {}, writing a checkpoint or cleaning the log failed; the table stays readable ({})",
          table.path(),
          version,
          e.toString());
    }
  }
}
