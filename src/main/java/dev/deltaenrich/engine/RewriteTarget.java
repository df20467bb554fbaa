package dev.deltaenrich.engine;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;

/**
 * What the rewrite producer asks of the table it writes for; the sink's transaction provides it.
 */
public interface RewriteTarget {
  /** The table's folder, qualified. */
  Path path();

  /** The format its files are written in. */
  DeltaParquetFileFormat fileFormat();

  /**
   * What gathers the statistics of its files.
   *
   * @param stored rows with the columns that are stored, no others
   */
  DeltaJobStatisticsTracker statistics(Dataset<Row> stored);
}
