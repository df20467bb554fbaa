package dev.deltaenrich.services;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;

/** A table's newest version by Delta itself, by calls that all of its lines have. */
public final class NewestSnapshot {
  private NewestSnapshot() {}

  /** The newest version, after a look at the log. */
  public static Snapshot of(SparkSession spark, String table) {
    return DeltaLog.forTableWithSnapshot(spark, table)._2();
  }

  /** Has Delta write a checkpoint of it. */
  public static void checkpoint(SparkSession spark, String table) {
    of(spark, table);
    DeltaLog.forTable(spark, table).checkpoint();
  }
}
