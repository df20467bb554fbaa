package dev.deltaenrich.engine;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Spark's understanding of Parquet's schemas with Spark's default settings, of any line. */
public final class ParquetSchemas {
  private static final Configuration DEFAULTS = new Configuration(false);

  private ParquetSchemas() {}

  /**
   * How Spark understands Parquet's types.
   *
   * @param nanosAsLong whether a timestamp in nanoseconds is a number; Spark has no such type
   */
  public static ParquetToSparkSchemaConverter reading(boolean nanosAsLong) {
    SQLConf conf = new SQLConf();
    conf.setConfString(SQLConf.LEGACY_PARQUET_NANOS_AS_LONG().key(), "" + nanosAsLong);
    return new ParquetToSparkSchemaConverter(conf);
  }

  /** Spark's columns as Parquet has them, timestamps in microseconds. */
  static MessageType written(StructType columns) {
    SQLConf conf = new SQLConf();
    conf.setConfString(SQLConf.PARQUET_OUTPUT_TIMESTAMP_TYPE().key(), "TIMESTAMP_MICROS");
    return new SparkToParquetSchemaConverter(conf).convert(columns);
  }

  /** What Spark asks of a file for these columns, by their names, those that it lacks included. */
  static MessageType requested(MessageType file, StructType columns) {
    return ParquetReadSupport.getRequestedSchema(file, columns, DEFAULTS, false);
  }
}
