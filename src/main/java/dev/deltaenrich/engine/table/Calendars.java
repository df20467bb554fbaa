package dev.deltaenrich.engine.table;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.RebaseDateTime.RebaseSpec;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.execution.datasources.parquet.ParquetRecordMaterializer;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;

/**
 * How dates and times of files become Spark's, where the files do not say it.
 *
 * @param dates the session's mode for dates and timestamps of Spark 2 and Hive (SPARK-31404)
 * @param int96 the same for INT96
 * @param zone the zone that INT96 of other writers than parquet-java is in; null for UTC
 */
record Calendars(String dates, String int96, String zone) implements Serializable {
  /** What makes Spark's rows of a file's records. */
  RecordMaterializer<InternalRow> materializer(
      FileMetaData file, MessageType requested, StructType columns) {
    Map<String, String> entries = file.getKeyValueMetaData();
    Function1<String, String> entry = entries::get;
    RebaseSpec datesOfFile = DataSourceUtils.datetimeRebaseSpec(entry, dates);
    RebaseSpec int96OfFile = DataSourceUtils.int96RebaseSpec(entry, int96);
    return new ParquetRecordMaterializer(
        requested, columns, WantedColumns.CONVERTER, zoneOf(file), datesOfFile, int96OfFile);
  }

  private Option<ZoneId> zoneOf(FileMetaData file) {
    boolean ours = file.getCreatedBy() != null && file.getCreatedBy().startsWith("parquet-mr");
    return zone == null || ours ? Option.empty() : Option.apply(ZoneId.of(zone));
  }
}
