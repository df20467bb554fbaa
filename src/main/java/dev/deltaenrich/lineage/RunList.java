package dev.deltaenrich.lineage;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Lists a curated table's runs from its own log. Holds no state. */
public final class RunList {
  private RunList() {}

  /**
   * The newest commits. Reads the target's log entries and nothing else.
   *
   * @param most how many at most
   * @throws dev.deltaenrich.failure.EnrichException TARGET_MISSING, LOG_BROKEN, or what the store
   *     says
   */
  public static RunsResult of(SparkSession spark, String targetPath, int most) {
    RecordedCommits commits = RecordedCommits.of(spark, targetPath, "list the runs of");
    List<ListedCommit> listed = commits.newestFirst().limit(most).map(ListedCommit::of).toList();
    return new RunsResult(commits.table().toString(), commits.oldestVersion(), listed);
  }
}
