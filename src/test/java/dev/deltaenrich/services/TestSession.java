package dev.deltaenrich.services;

import static java.util.Map.entry;

import dev.deltaenrich.engine.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of all tests in a JVM: the program's own defaults, small and quiet. Commands
 * under test that open a session get this one. Never stopped by a test; it ends with the JVM.
 */
public final class TestSession {
  /**
   * To Spark, logs and tables of tests are a few rows: code for them takes longer to make than to
   * do without. Tables keep theirs, since rows of deletion vectors are left out by it alone; what
   * has more fields is Delta's actions.
   */
  private static final Map<String, String> CONF =
      Map.ofEntries(
          entry("spark.master", "local[2]"),
          entry("spark.ui.enabled", "false"),
          entry("spark.driver.bindAddress", "127.0.0.1"),
          entry("spark.driver.host", "127.0.0.1"),
          entry("spark.hadoop.fs.file.impl", LocalFiles.class.getName()),
          entry("spark.sql.codegen.maxFields", "30"),
          entry("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
          entry("spark.sql.adaptive.enabled", "false"),
          entry("spark.sql.shuffle.partitions", "1"),
          entry("spark.databricks.delta.snapshotPartitions", "1"),
          entry("spark.sql.warehouse.dir", Path.of("target", "warehouse").toUri().toString()));

  /** Beginnings of the names of Hadoop's settings that no test uses. */
  private static final List<String> UNUSED =
      List.of(
          "yarn.", "mapreduce.", "ipc.", "ha.", "hadoop.registry.", "hadoop.http.", "fs.viewfs.");

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
      // Else each job walks the stack for where it was asked for, and a test's stack is deep.
      session.sparkContext().setLocalProperty("callSite.short", "a test");
      session.sparkContext().setLocalProperty("callSite.long", "a test");
      forgetUnused();
    }
    return session;
  }

  /**
   * Takes settings away that Spark would write out with each job. The session's state is made
   * first: classes that are loaded then bring defaults, and Hadoop reads all defaults anew.
   */
  private static void forgetUnused() {
    session.sessionState();
    Configuration settings = session.sparkContext().hadoopConfiguration();
    settings.getPropsWithPrefix("").keySet().stream()
        .filter(name -> UNUSED.stream().anyMatch(name::startsWith))
        .forEach(settings::unset);
  }
}
