package dev.deltaenrich.services;

import dev.deltaenrich.engine.Sessions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of all tests in a JVM: the program's own defaults, small and quiet. Commands
 * under test that open a session get this one. Never stopped by a test; it ends with the JVM.
 */
public final class TestSession {
  private static final Map<String, String> CONF =
      Map.of(
          "spark.master", "local[2]",
          "spark.ui.enabled", "false",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.driver.host", "127.0.0.1",
          "spark.sql.shuffle.partitions", "2",
          "spark.databricks.delta.snapshotPartitions", "1",
          "spark.sql.warehouse.dir", Path.of("target", "warehouse").toUri().toString());

  private static SparkSession session;

  private TestSession() {}

  /** The session; starts it when first asked. */
  public static synchronized SparkSession get() {
    if (session == null) {
      // As spark-submit does it: what is set before the session opens wins over its defaults.
      CONF.forEach(System::setProperty);
      session = Sessions.open("tests");
      CONF.keySet().forEach(System::clearProperty);
      session.sparkContext().setLogLevel("WARN");
    }
    return session;
  }
}
