package dev.deltaenrich.verify;

import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.FileStatistics;
import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.table.DeltaReading;
import dev.deltaenrich.engine.table.DeltaTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a reader of logs says of one version of a table.
 *
 * @param folder the table's folder
 * @param metadata schema, partition columns and properties
 * @param widened whether files may have narrower types than the table
 * @param files the active files; of their statistics at most the number of rows
 * @param scan reads some of the files' rows, by the settings of a session
 * @param notByDelta why this is not by Delta's own reader, as the rest of a sentence; empty where
 *     it is
 */
record TableListing(
    Path folder,
    Metadata metadata,
    boolean widened,
    List<AddFile> files,
    BiFunction<List<AddFile>, SparkSession, Dataset<Row>> scan,
    Optional<String> notByDelta) {

  /** By Delta's own reader; what Delta throws comes through, also undeclared. */
  static TableListing ofDelta(SparkSession spark, String path, long version) {
    DeltaReading deltas = new DeltaReading(spark, path, version);
    return new TableListing(
        deltas.folder(), deltas.metadata(), false, deltas.files(), deltas::read, Optional.empty());
  }

  /**
   * By this program's reader. Rows are read by Delta's format of files, not by this program's.
   *
   * @param otherwise why not by Delta's, where Delta knows all features that readers need
   * @throws dev.deltaenrich.failure.EnrichException what it says
   */
  static TableListing ofOurs(SparkSession spark, String path, long version, String otherwise) {
    DeltaTable table = DeltaTable.openAt(spark, path, version, KeptStatistics.ROWS);
    return new TableListing(
        table.path(),
        table.metadata(),
        table.protocol().widensTypes(),
        table.files(),
        (files, session) -> DeltaReading.read(table, files, session),
        Optional.of(DeltaReading.lacks(table.protocol()).orElse(otherwise)));
  }

  /** The same with some of its files alone. */
  TableListing only(Set<String> paths) {
    return new TableListing(
        folder,
        metadata,
        widened,
        files.stream().filter(file -> paths.contains(file.path())).toList(),
        scan,
        notByDelta);
  }

  /** The rows that the log counts in a file; null where it does not say. */
  static Long rowsOf(AddFile file) {
    return FileStatistics.rows(file.statistics()).stream().boxed().findFirst().orElse(null);
  }
}
