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
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * One change of the curated table: its schema is set, files are made against it, and all of it is
 * committed at once or not at all. Not thread-safe.
 */
public final class CuratedTransaction implements RewriteTarget {
  private final DeltaTable table;
  private final TableChange change;
  private List<String> partitionColumns = List.of();

  CuratedTransaction(DeltaTable table) {
    this.table = table;
    this.change = new TableChange(table);
  }

  /** Gives the table these columns; before any file is made. */
  public void useSchema(StructType schema, List<String> partitions) {
    partitionColumns = List.copyOf(partitions);
    change.use(new CuratedMetadata(schema, partitions, CuratedTable.PROGRAM));
  }

  @Override
  public Path path() {
    return table.path();
  }

  @Override
  public DeltaParquetFileFormat fileFormat() {
    return (DeltaParquetFileFormat) table.log().fileFormat(change.protocol(), change.metadata());
  }

  @Override
  public DeltaJobStatisticsTracker statistics(Dataset<Row> stored) {
    return change
        .transaction()
        .getOptionalStatsTrackerAndStatsCollection(
            stored.queryExecution().analyzed().output(),
            path(),
            change.metadata().partitionSchema(),
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
    table.files().stream()
        .filter(file -> paths.contains(file.path()))
        .forEach(file -> actions.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
    produced.forEach(file -> actions.add(addFile(file, run)));
    DeltaOperations.Operation operation =
        new DeltaOperations.Write(
            SaveMode.Overwrite,
            Option.apply(ScalaInterop.seq(partitionColumns)),
            Option.empty(),
            Option.apply(run.toJson()));
    long version =
        new Commit(table, run.run())
            .attempt(() -> change.write(actions, operation, metrics(produced)));
    Checkpoints.after(table, change.metadata(), version);
    return version;
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

  /** The figures that Delta's own writes have. */
  private static Map<String, String> metrics(List<ProducedFile> produced) {
    long bytes = produced.stream().mapToLong(ProducedFile::bytes).sum();
    long rows = produced.stream().mapToLong(file -> file.counts().rows()).sum();
    return Map.of(
        "numFiles", Integer.toString(produced.size()),
        "numOutputBytes", Long.toString(bytes),
        "numOutputRows", Long.toString(rows));
  }
}
