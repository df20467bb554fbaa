package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.Protocol;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.RowIndexFilterType;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import scala.Option;

/** What differs between Delta's lines of the second opinion that {@link DeltaReading} is. */
final class DeltaScans {
  private DeltaScans() {}

  /** A version of a table. */
  static Snapshot snapshot(DeltaLog log, long version) {
    return log.getSnapshotAt(version, Option.empty(), Option.empty(), false);
  }

  /** The rows of some files of a version. */
  static Dataset<Row> rows(DeltaLog log, Snapshot snapshot, List<AddFile> files) {
    return log.createDataFrame(
        snapshot,
        ScalaInterop.seq(files.stream().map(DeltaScans::action).toList()),
        false,
        Option.empty());
  }

  /** Delta's format of files, which knows no protocol; the index tells of deleted rows. */
  static FileFormat format(DeltaTable table, List<AddFile> files, SparkSession session) {
    return new DeltaParquetFileFormat(
        action(ActionLines.protocol(Protocol.ofNew(table.metadata()))),
        action(ActionLines.metadata(table.metadata())),
        false,
        false,
        true,
        Option.apply(table.path().toString()),
        false);
  }

  /** A file for a scan: Delta's format of files looks for the file's deletion vector in it. */
  static FileStatusWithMetadata located(FileStatus status, AddFile file) {
    Map<String, Object> metadata =
        file.deletionVector().isEmpty()
            ? Map.of()
            : Map.of(
                DeltaParquetFileFormat.FILE_ROW_INDEX_FILTER_ID_ENCODED(),
                action(file).deletionVector().serializeToBase64(),
                DeltaParquetFileFormat.FILE_ROW_INDEX_FILTER_TYPE(),
                RowIndexFilterType.IF_CONTAINED);
    return new FileStatusWithMetadata(status, ScalaInterop.map(metadata));
  }

  private static org.apache.spark.sql.delta.actions.AddFile action(AddFile file) {
    return action(ActionLines.added(file));
  }

  /** In Delta's class, whose fields change with each release. */
  @SuppressWarnings("unchecked")
  private static <T extends Action> T action(String line) {
    return (T) Action.fromJson(line);
  }
}
