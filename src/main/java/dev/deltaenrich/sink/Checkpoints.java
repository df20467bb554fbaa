package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.ScalaInterop;
import org.apache.spark.sql.delta.actions.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints of tables that this program commits to. */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** Delta's default. */
  private static final int INTERVAL = 10;

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
    try {
      if (version > 0 && version % interval(metadata) == 0) {
        table.checkpoint();
      }
    } catch (Exception e) {
      LOG.warn(
          "{}: version {} has no checkpoint; reading the table goes on without ({})",
          table.path(),
          version,
          e.toString());
    }
  }

  /** As {@code DeltaConfigs} has it, which takes most of a second to load. */
  private static int interval(Metadata metadata) {
    String interval = ScalaInterop.map(metadata.configuration()).get("delta.checkpointInterval");
    return interval == null ? INTERVAL : Integer.parseInt(interval);
  }
}
