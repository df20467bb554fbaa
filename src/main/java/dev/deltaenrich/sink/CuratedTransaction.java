package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.RewriteTarget;
import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RemovedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * One change of the curated table: its schema is set, files are made against it, and all of it is
 * committed at once or not at all. Not thread-safe.
 */
public final class CuratedTransaction implements RewriteTarget {
  private final SparkSession spark;
  private final DeltaTable table;
  private final List<AddFile> files;
  private final OptimisticTransaction transaction;
  private List<String> partitionColumns = List.of();

  CuratedTransaction(SparkSession spark, DeltaTable table, List<AddFile> files) {
    SparkSession.setActiveSession(spark);
    this.spark = spark;
    this.table = table;
    this.files = files;
    this.transaction = table.log().startTransaction(Option.apply(table.snapshot()));
    // What others commit from here on is a conflict, whatever it touches.
    transaction.readWholeTable();
  }

  /** Gives the table these columns; before any file is made. */
  public void useSchema(StructType schema, List<String> partitions) {
    partitionColumns = List.copyOf(partitions);
    new CuratedMetadata(schema, partitions, CuratedTable.PROGRAM)
        .changeOf(transaction.metadata(), table.exists())
        .ifPresent(metadata -> transaction.updateMetadata(metadata, false));
  }

  @Override
  public Path path() {
    return table.path();
  }

  @Override
  public DeltaParquetFileFormat fileFormat() {
    return (DeltaParquetFileFormat)
        table.log().fileFormat(transaction.protocol(), transaction.metadata());
  }

  @Override
  public DeltaJobStatisticsTracker statistics(Dataset<Row> stored) {
    return transaction
        .getOptionalStatsTrackerAndStatsCollection(
            stored.queryExecution().analyzed().output(),
            path(),
            transaction.metadata().partitionSchema(),
            stored)
        ._1()
        .get();
  }

  /**
   * Commits.
   *
   * @param produced files made for this table
   * @param removed active files that have no place any more
   * @param run what the commit says of itself
   * @return the version this became
   * @throws dev.deltaenrich.failure.EnrichException COMMIT_CONFLICT when another writer was first,
   *     COMMIT_UNKNOWN when it cannot be told whether the commit landed, or why it surely did not
   */
  public long commit(List<ProducedFile> produced, List<RemovedFile> removed, RunRecord run) {
    List<Action> actions = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    removed.forEach(file -> paths.add(file.file().path()));
    files.stream()
        .filter(file -> paths.contains(file.path()))
        .forEach(file -> actions.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
    produced.forEach(file -> actions.add(addFile(file, run)));
    transaction.registerSQLMetrics(spark, metrics(produced));
    SparkSession.setActiveSession(spark);
    DeltaOperations.Operation operation =
        new DeltaOperations.Write(
            SaveMode.Overwrite,
            Option.apply(ScalaInterop.seq(partitionColumns)),
            Option.empty(),
            Option.apply(run.toJson()));
    return new Commit(table, run.run())
        .attempt(() -> transaction.commit(ScalaInterop.seq(actions), operation));
  }

  private static AddFile addFile(ProducedFile file, RunRecord run) {
    FileTags tags =
        new FileTags(
            file.planned().sources().stream().map(SourceFile::id).toList(),
            run.lookupSnapshot(),
            run.rule(),
            run.run(),
            file.producer());
    return new AddFile(
        file.path(),
        ScalaInterop.map(file.planned().partitionValues()),
        file.bytes(),
        file.modificationTime(),
        true,
        file.statistics(),
        ScalaInterop.map(tags.toMap()),
        null);
  }

  private scala.collection.immutable.Map<String, SQLMetric> metrics(List<ProducedFile> produced) {
    return ScalaInterop.map(
        Map.of(
            "numFiles", metric("number of written files", produced.size()),
            "numOutputBytes",
                metric("written output", produced.stream().mapToLong(ProducedFile::bytes).sum()),
            "numOutputRows",
                metric(
                    "number of output rows",
                    produced.stream().mapToLong(file -> file.counts().rows()).sum())));
  }

  private SQLMetric metric(String name, long value) {
    SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), name);
    metric.set(value);
    return metric;
  }
}
