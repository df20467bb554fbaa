package dev.deltaenrich.verify;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.FileStatistics;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.table.DeltaTable;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SingleAction;
import org.apache.spark.sql.functions;
import scala.Option;

/**
 * What a reader of logs says of one version of a table.
 *
 * @param folder the table's folder
 * @param metadata schema, partition columns and properties
 * @param files the active files; of their statistics at most the number of rows
 * @param scan reads some of the files' rows
 */
record TableListing(
    Path folder,
    Metadata metadata,
    List<AddFile> files,
    Function<List<AddFile>, Dataset<Row>> scan) {

  /** By Delta's own reader; what Delta throws comes through, also undeclared. */
  static TableListing ofDelta(SparkSession spark, String path, long version) {
    DeltaLog log = DeltaLog.forTable(spark, new Path(path));
    Snapshot snapshot = log.getSnapshotAt(version, Option.empty());
    // Of the statistics only the number of rows: the rest would not fit into a driver's memory.
    Column rows =
        functions.to_json(
            functions.struct(
                functions
                    .get_json_object(functions.col("stats"), "$.numRecords")
                    .cast("long")
                    .as("numRecords")));
    List<AddFile> files =
        snapshot
            .allFiles()
            .toDF()
            .withColumn("stats", rows)
            .as(SingleAction.addFileEncoder())
            .collectAsList();
    return new TableListing(
        log.dataPath(),
        snapshot.metadata(),
        files,
        some -> log.createDataFrame(snapshot, ScalaInterop.seq(some), false, Option.empty()));
  }

  /**
   * By this program's reader.
   *
   * @throws dev.deltaenrich.failure.EnrichException what it says
   */
  static TableListing ofOurs(SparkSession spark, String path, long version) {
    DeltaTable table = DeltaTable.openAt(spark, path, version, KeptStatistics.ROWS);
    return new TableListing(table.path(), table.metadata(), table.files(), table::read);
  }

  /** The rows that the log counts in a file; null where it does not say. */
  static Long rowsOf(AddFile file) {
    return FileStatistics.rows(file.stats()).stream().boxed().findFirst().orElse(null);
  }
}
