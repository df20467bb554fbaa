package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import org.apache.spark.sql.delta.DeltaConfigs;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Checkpoints of tables that this program commits to. */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /**
   * Makes the checkpoint that a commit is due, and deletes expired entries with it (Delta PROTOCOL,
   * "Metadata Cleanup"). Delta does both, as after its own commits. The commit stands whether this
   * works or not, so a failure is only a warning.
   *
   * @param table the table before the commit
   * @param metadata what it has since
   * @param version the version of the commit
   */
  static void after(DeltaTable table, Metadata metadata, long version) {
    int interval = ((Number) DeltaConfigs.CHECKPOINT_INTERVAL().fromMetaData(metadata)).intValue();
    if (version == 0 || version % interval != 0) {
      return;
    }
    try {
      DeltaLog log = table.log();
      log.checkpoint(log.update(false, Option.empty()));
    } catch (Exception e) {
      LOG.warn(
          "{}: version {} has no checkpoint; reading the table goes on without ({})",
          table.path(),
          version,
          e.toString());
    }
  }
}
