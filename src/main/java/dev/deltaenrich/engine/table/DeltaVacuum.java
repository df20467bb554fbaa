package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.engine.log.RetentionProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Console;

/**
 * Delta's own VACUUM of one table: of the files below its folder, those go that no version within
 * the retention names and that were last changed before it.
 *
 * @param spark the session it runs in
 * @param table an existing table
 * @param retention how long a file stays that the newest version does not name
 */
public record DeltaVacuum(SparkSession spark, DeltaTable table, Duration retention) {
  private static final Logger LOG = LoggerFactory.getLogger(DeltaVacuum.class);
  private static final double MILLIS_AN_HOUR = Duration.ofHours(1).toMillis();

  /** How long the table's own properties ask for (delta.deletedFileRetentionDuration). */
  public static Duration retentionOf(DeltaTable table) {
    return RetentionProperty.DELETED_FILES.of(table.metadata());
  }

  /** What would go, folders included. Deletes nothing. */
  public Set<Path> wouldDelete() {
    Set<Path> paths = new HashSet<>();
    for (Row row : call(true).collectAsList()) {
      paths.add(new Path(row.getString(0)));
    }
    return paths;
  }

  /** Deletes it. A failure may come when some of it is deleted. */
  public void delete() {
    call(false);
  }

  private Dataset<Row> call(boolean dryRun) {
    SparkSession session = Sessions.copy(spark);
    // Who asked for a retention below the table's own knows why; Delta would refuse it again.
    session.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    // One by one from the driver, a store's answers to the deletions add up to minutes.
    session.conf().set("spark.databricks.delta.vacuum.parallelDelete.enabled", "true");
    // Delta lists a folder of any size in so many tasks, 10,000 where nothing is set.
    session
        .conf()
        .set(
            "spark.sql.sources.parallelPartitionDiscovery.parallelism",
            spark.sparkContext().defaultParallelism());
    // A path is no place for variables.
    session.conf().set("spark.sql.variable.substitute", "false");
    // Delta prints a line on stdout, which belongs to the command's result.
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    SparkSession.setActiveSession(session);
    try {
      return Console.withOut(printed, () -> session.sql(statement(dryRun)));
    } catch (Exception e) {
      throw FailureTranslator.translate("vacuum " + table.path(), e);
    } finally {
      SparkSession.setActiveSession(spark);
      LOG.info("{}: {}", table.path(), printed.toString(StandardCharsets.UTF_8).strip());
    }
  }

  private String statement(boolean dryRun) {
    return "VACUUM delta.`%s` RETAIN %s HOURS%s"
        .formatted(
            table.path().toString().replace("`", "``"),
            retention.toMillis() / MILLIS_AN_HOUR,
            dryRun ? " DRY RUN" : "");
  }
}
