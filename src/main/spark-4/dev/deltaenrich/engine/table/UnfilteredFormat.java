package dev.deltaenrich.engine.table;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * A format of files that leaves filters to Spark, in the form that Scala 2.13 asks for. Filters are
 * not pushed down: Spark applies them to the rows again.
 */
abstract class UnfilteredFormat extends ParquetFileFormat {
  private static final long serialVersionUID = 1L;

  /** What reads a file in a task: the required columns, then the partition columns. */
  abstract Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession spark,
      StructType partitionSchema,
      StructType requiredSchema,
      Map<String, String> options,
      Configuration conf);

  @Override
  public final Function1<PartitionedFile, Iterator<InternalRow>> buildReaderWithPartitionValues(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration conf) {
    return reader(spark, partitionSchema, requiredSchema, options, conf);
  }
}
