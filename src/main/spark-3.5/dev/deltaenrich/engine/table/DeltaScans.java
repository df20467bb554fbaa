package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.RowIndexFilterType;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.Option;

/** What differs between Delta's lines of the second opinion that {@link DeltaReading} is. */
final class DeltaScans {
  private DeltaScans() {}

  /** A version of a table. */
  static Snapshot snapshot(DeltaLog log, long version) {
    return log.getSnapshotAt(version, Option.empty(), Option.empty());
  }

  /** Files of a partition in an index; Delta's format looks for their deletion vectors there. */
  static PartitionDirectory partition(
      InternalRow values, List<AddFile> files, Function<AddFile, FileStatus> status) {
    return new PartitionDirectory(
        values,
        ScalaInterop.seq(
            files.stream()
                .map(
                    file ->
                        new FileStatusWithMetadata(
                            status.apply(file), ScalaInterop.map(deletions(file))))
                .toList()));
  }

  private static Map<String, Object> deletions(AddFile file) {
    return file.deletionVector().isEmpty()
        ? Map.of()
        : Map.of(
            DeltaParquetFileFormat.FILE_ROW_INDEX_FILTER_ID_ENCODED(),
            LoggedActions.of(file).deletionVector().serializeToBase64(),
            DeltaParquetFileFormat.FILE_ROW_INDEX_FILTER_TYPE(),
            RowIndexFilterType.IF_CONTAINED);
  }

  /** Delta's format of files, which knows no protocol; the index tells of deleted rows. */
  static FileFormat format(DeltaTable table, List<AddFile> files, SparkSession session) {
    return new DeltaParquetFileFormat(
        LoggedActions.protocol(table),
        LoggedActions.metadata(table),
        false,
        true,
        Option.apply(table.path().toString()),
        false);
  }
}
