package dev.deltaenrich.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** What a session gives the tables that are made in it. */
final class NewTable {
  /** Prefix of the settings that give each new table a property, as Delta has it. */
  private static final String DEFAULTS = "spark.databricks.delta.properties.defaults.";

  /** Properties that ask nothing of whoever writes the table's files. */
  private static final Set<String> GIVEN =
      Set.of(
          "checkpointInterval",
          "checkpoint.writeStatsAsJson",
          "checkpoint.writeStatsAsStruct",
          "dataSkippingNumIndexedCols",
          "deletedFileRetentionDuration",
          "enableChangeDataFeed",
          "enableExpiredLogCleanup",
          "logRetentionDuration",
          "setTransactionRetentionDuration");

  private NewTable() {}

  /** The properties, by what the session was started with. */
  static Map<String, String> properties(SparkSession spark) {
    Map<String, String> properties = new HashMap<>();
    for (Tuple2<String, String> found : spark.sparkContext().getConf().getAllWithPrefix(DEFAULTS)) {
      if (GIVEN.contains(found._1())) {
        properties.put("delta." + found._1(), found._2());
      }
    }
    return properties;
  }
}
