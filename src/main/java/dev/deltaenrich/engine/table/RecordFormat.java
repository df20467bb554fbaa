package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.ColumnMapping;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetOptions;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.collection.Iterator;

/**
 * The format of a Delta table's files for a scan that has to give what the files hold, of any
 * writer. Files are read by parquet-java's record path and Spark's converters, each in one piece,
 * deletion vectors applied, every column nullable. Spark 3.4's own readers give other rows than
 * other readers do, without an error, for:
 *
 * <ul>
 *   <li>DELTA_LENGTH_BYTE_ARRAY with nulls, or where a batch takes values of two pages: texts of
 *       other rows, or empty ones (SPARK-52240; the vectorized reader)
 *   <li>a struct of whose fields the file has none: null where the file has a struct (SPARK-53535,
 *       mended in 4.1; both readers)
 *   <li>nulls in what the table calls NOT NULL, at any level: 0, the value of another row, or a
 *       NullPointerException (both readers, which believe the schema)
 *   <li>decimals of another scale, and texts of fixed length: other numbers, any bytes (the reader
 *       by rows; the vectorized one refuses them, SPARK-34212)
 * </ul>
 *
 * <p>Mended before 3.4.4: INT32 compared with a number of 64 bits (SPARK-46092), calendars of
 * TIMESTAMP_NTZ (SPARK-46466). Tried and right: DELTA_BYTE_ARRAY, DELTA_BINARY_PACKED and RLE
 * booleans in pages of version 2. DELTA_BYTE_ARRAY beside other encodings fails without garbling
 * (SPARK-48234).
 *
 * <p>Spark's readers refuse row groups without rows, as pyarrow's dataset writer leaves them; they
 * are passed over here. What the vectorized reader refuses because the types do not fit is refused
 * here too, but for files from before a column was widened; see {@link WantedColumns}.
 */
final class RecordFormat extends UnfilteredFormat {
  private static final long serialVersionUID = 1L;

  private final ColumnMapping mapping;
  private final StructType columns;
  private final boolean widened;
  private final Map<String, DeletedRows> deletedRows;

  /**
   * @param deletedRows by the URIs of the files that have such
   */
  RecordFormat(DeltaTable table, Map<String, DeletedRows> deletedRows) {
    this.mapping = table.metadata().columnMapping();
    this.columns = table.schema();
    this.widened = table.protocol().widensTypes();
    this.deletedRows = Map.copyOf(deletedRows);
  }

  @Override
  public boolean isSplitable(
      SparkSession spark, scala.collection.immutable.Map<String, String> options, Path path) {
    return false;
  }

  /** Where columns are mapped, files do not have the table's names. */
  @Override
  public boolean supportFieldName(String name) {
    return mapping != ColumnMapping.NONE || super.supportFieldName(name);
  }

  @Override
  public boolean supportBatch(SparkSession spark, StructType schema) {
    return false;
  }

  @Override
  Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession spark,
      StructType partitionSchema,
      StructType requiredSchema,
      scala.collection.immutable.Map<String, String> options,
      Configuration conf) {
    SQLConf settings = spark.sessionState().conf();
    ParquetOptions parquet = new ParquetOptions(options, settings);
    conf.setBoolean(SQLConf.CASE_SENSITIVE().key(), settings.caseSensitiveAnalysis());
    conf.setBoolean(SQLConf.PARQUET_FIELD_ID_READ_ENABLED().key(), mapping == ColumnMapping.ID);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new RecordReading(
        (StructType) mapping.stored(requiredSchema, columns).asNullable(),
        partitionSchema,
        widened,
        new Calendars(
            parquet.datetimeRebaseModeInRead(),
            parquet.int96RebaseModeInRead(),
            settings.isParquetINT96TimestampConversion() ? settings.sessionLocalTimeZone() : null),
        context.broadcast(deletedRows),
        context.broadcast(new SerializableConfiguration(conf)));
  }
}
