package dev.deltaenrich.engine.table;

import static java.util.stream.Collectors.toMap;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.AddFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.RowIndexFilterType;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;

/** What differs between Delta's lines of the second opinion that {@link DeltaReading} is. */
final class DeltaScans {
  private DeltaScans() {}

  /** A version of a table. */
  static Snapshot snapshot(DeltaLog log, long version) {
    return log.getSnapshotAt(version, Option.empty());
  }

  /** Files of a partition in an index; Delta's format is told of deleted rows beside them. */
  static PartitionDirectory partition(
      InternalRow values, List<AddFile> files, Function<AddFile, FileStatus> status) {
    return new PartitionDirectory(values, ScalaInterop.seq(files.stream().map(status).toList()));
  }

  /**
   * Delta's format of files, which knows no protocol.
   *
   * @param files whose deleted rows are left out
   */
  static FileFormat format(DeltaTable table, List<AddFile> files, SparkSession session) {
    Map<URI, DeltaParquetFileFormat.DeletionVectorDescriptorWithFilterType> vectors =
        files.stream()
            .filter(file -> file.deletionVector().isPresent())
            .collect(
                toMap(
                    file -> URI.create(table.uri(file.path())),
                    file ->
                        new DeltaParquetFileFormat.DeletionVectorDescriptorWithFilterType(
                            LoggedActions.of(file).deletionVector(),
                            RowIndexFilterType.IF_CONTAINED)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new DeltaParquetFileFormat(
        LoggedActions.protocol(table),
        LoggedActions.metadata(table),
        false,
        true,
        Option.apply(table.path().toString()),
        Option.apply(context.broadcast(ScalaInterop.map(vectors))),
        Option.apply(context.broadcast(new SerializableConfiguration(table.hadoopConf()))));
  }
}
