package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.log.Protocol;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.stats.DeltaFileStatistics;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.delta.stats.StatisticsCollection;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.execution.datasources.WriteTaskStats;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;

/**
 * Delta's own per-file statistics (Delta PROTOCOL, "Per-file Statistics"), gathered as files are
 * written. In Delta only a transaction has these, whose snapshot takes longer than a small run.
 * Values that are lazy in Delta are computed at each call.
 */
public final class TableStatistics implements StatisticsCollection {
  private final SparkSession spark;
  private final StructType stored;
  private final Protocol protocol;
  private final StructType columns;
  private final int indexed;
  private Logger log;

  private TableStatistics(
      SparkSession spark, StructType stored, Protocol protocol, Metadata metadata, int indexed) {
    this.spark = spark;
    this.stored = stored;
    this.protocol = protocol;
    this.columns = metadata.dataSchema();
    this.indexed = indexed;
  }

  /**
   * What gathers them.
   *
   * @param spark a session whose settings decide what is gathered
   * @param stored the columns that files hold, nullable, as rows come to the tracker
   * @param table where the files are made
   * @param protocol the table's after the change
   * @param metadata the same; without column mapping
   * @param indexed how many leaf columns have statistics; below zero: all
   */
  public static WriteJobStatsTracker tracker(
      SparkSession spark,
      StructType stored,
      DeltaTable table,
      Protocol protocol,
      Metadata metadata,
      int indexed) {
    Column collector =
        new TableStatistics(spark, stored, protocol, metadata, indexed).statsCollector();
    Dataset<Row> none = spark.createDataFrame(List.<Row>of(), stored);
    Expression gathering =
        none.select(functions.to_json(collector)).queryExecution().analyzed().expressions().head();
    return new DeltaJobStatisticsTracker(
        table.hadoopConf(), table.path(), none.queryExecution().analyzed().output(), gathering);
  }

  /** Those of a file, as the log has them, of what a tracker's task gathered. */
  public static String of(Path file, WriteTaskStats gathered) {
    return ((DeltaFileStatistics) gathered).stats().apply(file.getName());
  }

  @Override
  public SparkSession spark() {
    return spark;
  }

  @Override
  public StructType tableDataSchema() {
    return columns;
  }

  @Override
  public StructType dataSchema() {
    return stored;
  }

  @Override
  public int numIndexedCols() {
    return indexed;
  }

  @Override
  public org.apache.spark.sql.delta.actions.Protocol protocol() {
    return DeltaActions.protocol(protocol);
  }

  /** The field of Scala's trait {@code Logging}; so is the next. */
  @Override
  public Logger org$apache$spark$internal$Logging$$log_() {
    return log;
  }

  @Override
  public void org$apache$spark$internal$Logging$$log__$eq(Logger logger) {
    log = logger;
  }
}
