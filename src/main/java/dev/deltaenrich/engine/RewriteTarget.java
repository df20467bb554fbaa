package dev.deltaenrich.engine;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.types.StructType;

/**
 * What the rewrite producer asks of the table it writes for; the sink's transaction provides it.
 */
public interface RewriteTarget {
  /** The table's folder, qualified. */
  Path path();

  /**
   * What gathers the statistics of its files.
   *
   * @param spark the session that reads the rows
   * @param stored the columns that are stored, nullable, no others
   */
  WriteJobStatsTracker statistics(SparkSession spark, StructType stored);
}
