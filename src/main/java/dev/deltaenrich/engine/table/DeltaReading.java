package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.Sessions;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.Metadata;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.SingleAction;
import org.apache.spark.sql.functions;
import scala.Option;

/** One version of a table as Delta's own reader has it: a second opinion, for proofs. */
public final class DeltaReading {
  private final DeltaLog log;
  private final Snapshot snapshot;

  /** Of a version; what Delta throws comes through, also undeclared. */
  public DeltaReading(SparkSession spark, String path, long version) {
    log = DeltaLog.forTable(spark, new Path(path));
    snapshot = log.getSnapshotAt(version, Option.empty());
  }

  /**
   * Has Delta make its views of tables, which it keeps for the whole JVM, again when they are next
   * asked for.
   */
  static void forget() {
    // Not of one table alone: that would need the session's state.
    DeltaLog.clearCache();
  }

  /** Has Delta write a checkpoint of a table's newest version, and clean its log. */
  public static void checkpoint(DeltaTable table) {
    Option<SparkSession> callers = SparkSession.getActiveSession();
    // Delta reads logs in the active session; that it must not pass over broken parts of one.
    SparkSession.setActiveSession(Sessions.passingOverNothing(table.spark()));
    try {
      DeltaLog log = DeltaLog.forTable(table.spark(), table.path());
      log.checkpoint(log.update(false, Option.empty()));
    } finally {
      SparkSession.setActiveSession(callers.isDefined() ? callers.get() : table.spark());
    }
  }

  /** The table's folder. */
  public Path folder() {
    return log.dataPath();
  }

  /** Schema, partition columns and properties. */
  public Metadata metadata() {
    return DeltaActions.metadata(snapshot.metadata());
  }

  /** The active files; of their statistics only the number of rows. */
  public List<AddFile> files() {
    // The rest would not fit into a driver's memory.
    Column rows =
        functions.to_json(
            functions.struct(
                functions
                    .get_json_object(functions.col("stats"), "$.numRecords")
                    .cast("long")
                    .as("numRecords")));
    return snapshot
        .allFiles()
        .toDF()
        .withColumn("stats", rows)
        .as(SingleAction.addFileEncoder())
        .collectAsList()
        .stream()
        .map(DeltaActions::file)
        .toList();
  }

  /** The rows of some files, by Delta's scan. */
  public Dataset<Row> read(List<AddFile> some) {
    return log.createDataFrame(
        snapshot,
        ScalaInterop.seq(some.stream().map(DeltaActions::file).toList()),
        false,
        Option.empty());
  }
}
