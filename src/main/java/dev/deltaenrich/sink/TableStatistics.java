package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.delta.stats.StatisticsCollection;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;

/**
 * Delta's own per-file statistics (Delta PROTOCOL, "Per-file Statistics"), gathered as files are
 * written. In Delta only a transaction has them, whose snapshot takes longer than a small run.
 */
final class TableStatistics implements StatisticsCollection {
  private final Dataset<Row> stored;
  private final Protocol protocol;
  private final Metadata metadata;
  private Logger log;

  private TableStatistics(Dataset<Row> stored, Protocol protocol, Metadata metadata) {
    this.stored = stored;
    this.protocol = protocol;
    this.metadata = metadata;
  }

  /**
   * What gathers them.
   *
   * @param stored rows with the columns that files hold, no others
   * @param table where the files are made
   * @param protocol the table's after the change
   * @param metadata the same; without column mapping
   */
  static DeltaJobStatisticsTracker tracker(
      Dataset<Row> stored, DeltaTable table, Protocol protocol, Metadata metadata) {
    Column collector = new TableStatistics(stored, protocol, metadata).statsCollector();
    Expression gathering =
        stored
            .select(functions.to_json(collector))
            .queryExecution()
            .analyzed()
            .expressions()
            .head();
    return new DeltaJobStatisticsTracker(
        table.hadoopConf(), table.path(), stored.queryExecution().analyzed().output(), gathering);
  }

  @Override
  public SparkSession spark() {
    return stored.sparkSession();
  }

  @Override
  public StructType tableDataSchema() {
    return metadata.dataSchema();
  }

  @Override
  public StructType dataSchema() {
    return stored.schema();
  }

  @Override
  public int numIndexedCols() {
    return TableProperty.INDEXED_COLUMNS.of(metadata);
  }

  @Override
  public Protocol protocol() {
    return protocol;
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
