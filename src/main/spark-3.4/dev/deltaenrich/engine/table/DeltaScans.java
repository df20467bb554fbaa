package dev.deltaenrich.engine.table;

import static java.util.stream.Collectors.toMap;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.Protocol;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.RowIndexFilterType;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;

/** What differs between Delta's lines of the second opinion that {@link DeltaReading} is. */
final class DeltaScans {
  private DeltaScans() {}

  /** A version of a table. */
  static Snapshot snapshot(DeltaLog log, long version) {
    return log.getSnapshotAt(version, Option.empty());
  }

  /** The rows of some files of a version. */
  static Dataset<Row> rows(DeltaLog log, Snapshot snapshot, List<AddFile> files) {
    return log.createDataFrame(
        snapshot,
        ScalaInterop.seq(files.stream().map(DeltaScans::action).toList()),
        false,
        Option.empty());
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
                            action(file).deletionVector(), RowIndexFilterType.IF_CONTAINED)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new DeltaParquetFileFormat(
        action(ActionLines.protocol(Protocol.ofNew(table.metadata()))),
        action(ActionLines.metadata(table.metadata())),
        false,
        true,
        Option.apply(table.path().toString()),
        Option.apply(context.broadcast(ScalaInterop.map(vectors))),
        Option.apply(context.broadcast(new SerializableConfiguration(table.hadoopConf()))));
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
