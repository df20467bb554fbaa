package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.Protocol;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * Whether a table that is made is plain: Delta would give it no properties but ours, and ask for no
 * feature. Then nothing is left to ask Delta's transaction, which takes two seconds to load.
 */
final class NewTable {
  /** Prefix of the settings that give each new table a property or a protocol. */
  private static final String DEFAULTS = "spark.databricks.delta.properties.defaults.";

  private static final int READER_VERSION = 1;
  private static final int WRITER_VERSION = 2;

  private NewTable() {}

  /**
   * Whether it is, by its columns and by what the session was started with. One type is a feature
   * (Delta PROTOCOL, "Timestamp without timezone").
   */
  static boolean isPlain(SparkSession spark, StructType schema) {
    return Arrays.stream(spark.sparkContext().getConf().getAll())
            .noneMatch(setting -> setting._1().startsWith(DEFAULTS))
        && !schema.existsRecursively(type -> type instanceof TimestampNTZType);
  }

  /** The protocol that Delta gives a plain table. */
  static Protocol protocol() {
    return Protocol.plain(READER_VERSION, WRITER_VERSION);
  }
}
