package dev.deltaenrich.engine;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Spark's understanding of Parquet's schemas with Spark's default settings, of any line. */
final class ParquetSchemas {
  private static final Configuration DEFAULTS = new Configuration(false);

  private ParquetSchemas() {}

  /** How Spark understands Parquet's types; none is a timestamp in nanoseconds. */
  static ParquetToSparkSchemaConverter reading() {
    SQLConf conf = new SQLConf();
    conf.setConfString(SQLConf.LEGACY_PARQUET_NANOS_AS_LONG().key(), "false");
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
