package dev.deltaenrich.engine;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Hadoop's settings, for file access outside Spark. */
public final class HadoopSettings {
  private HadoopSettings() {}

  /**
   * What the session was started with: Hadoop's own settings, Spark's {@code spark.hadoop.*}, and
   * all of Spark's under their own names, for log stores that look for theirs. The same as {@code
   * sessionState().newHadoopConf()}, but for what was set on the session later; the state itself
   * takes half a second to make and is not needed by a run that splices.
   */
  public static Configuration of(SparkSession spark) {
    Configuration conf = new Configuration(spark.sparkContext().hadoopConfiguration());
    for (Tuple2<String, String> setting : spark.sparkContext().getConf().getAll()) {
      conf.set(setting._1(), setting._2());
    }
    return conf;
  }
}
