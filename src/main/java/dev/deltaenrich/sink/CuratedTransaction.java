package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.CommitDescription;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RemovedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.plan.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * One change of the curated table: its schema is set, files are made against it, and all of it is
 * committed at once or not at all. Not thread-safe.
 */
public final class CuratedTransaction {
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

  /** The table's folder, qualified. */
  public Path path() {
    return table.path();
  }

  /**
   * The columns that the table keeps statistics of, and the fields inside them; partition columns
   * are not among them.
   */
  public StructType columnsWithStatistics() {
    return IndexedColumns.of(
        change.metadata().dataSchema(), TableProperty.INDEXED_COLUMNS.of(change.metadata()));
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
    Set<String> paths =
        removed.stream().map(file -> file.file().path()).collect(Collectors.toSet());
    List<AddFile> leaving =
        table.files().stream().filter(file -> paths.contains(file.path())).toList();
    List<AddFile> coming = produced.stream().map(file -> addFile(file, run)).toList();
    CommitDescription description =
        CommitDescription.of(
            "Overwrite",
            partitionColumns,
            table.version(),
            metrics(produced),
            Optional.of(run.toJson()));
    long version =
        new Commit(table, run.run(), description.transaction())
            .attempt(() -> change.write(coming, leaving, description));
    Checkpoints.after(table, change.metadata(), version);
    return version;
  }

  private static AddFile addFile(ProducedFile file, RunRecord run) {
    FileTags tags =
        new FileTags(
            file.planned().sources().stream().map(SourceFile::id).toList(),
            run.lookup().snapshot(),
            run.rule().id(),
            run.run(),
            file.producer(),
            file.quarantinedRows());
    return new AddFile(
        file.path(),
        file.planned().partitionValues(),
        file.bytes(),
        file.modificationTime(),
        Optional.ofNullable(file.statistics()),
        Optional.of(tags.toMap()),
        Optional.empty());
  }

  /** The figures that Delta's own writes have. */
  private static Map<String, String> metrics(List<ProducedFile> produced) {
    long bytes = produced.stream().mapToLong(ProducedFile::bytes).sum();
    long rows = produced.stream().mapToLong(ProducedFile::rows).sum();
    return Map.of(
        "numFiles", Integer.toString(produced.size()),
        "numOutputBytes", Long.toString(bytes),
        "numOutputRows", Long.toString(rows));
  }
}
