package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;

/** Opens the Spark session, with defaults for whatever the caller did not set. */
public final class Sessions {
  private static final String LOG_STORE = "spark.delta.logStore.class";
  private static final String S3A_LOG_STORE = "spark.delta.logStore.s3a.impl";

  private Sessions() {}

  /**
   * The session of this process: the active one, or a new one built from the settings spark-submit
   * passed on and our defaults where it passed none.
   *
   * @throws EnrichException SETTINGS where Spark has no folder for its temporary files, USAGE where
   *     this is another line of Spark than the jar's
   */
  public static SparkSession open(String applicationName) {
    return open(applicationName, List.of());
  }

  /**
   * The same; beside its start, what the session does not need and the caller will is loaded.
   *
   * @param paths tables whose stores the caller will ask
   */
  public static SparkSession open(String applicationName, List<String> paths) {
    SparkLine.requireFit();
    SparkConf conf = conf(applicationName);
    // A session that is there has its own settings, with which its file systems were made.
    if (SparkSession.getDefaultSession().isEmpty()) {
      if (!paths.isEmpty()) {
        Preloading.begin(conf, paths);
      }
      requireLocalFolder(conf);
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Spark takes what it can of several folders, and without one ends the process, with 53. */
  static void requireLocalFolder(SparkConf conf) {
    List<String> refusals = new ArrayList<>();
    for (String folder : Utils.getConfiguredLocalDirs(conf)) {
      try {
        Path root = Path.of(folder);
        if (!Files.isDirectory(root)) {
          // Some builds of Java 17 refuse a symbolic link to a folder here.
          Files.createDirectories(root);
        }
        Files.delete(Files.createTempDirectory(root, "delta-enrich-"));
        return;
      } catch (IOException | InvalidPathException e) {
        refusals.add(Causes.describe(e));
      }
    }
    throw new EnrichException(
        ErrorCode.SETTINGS,
        "Cannot start Spark: it cannot write temporary files (%s); set spark.local.dir, or SPARK_LOCAL_DIRS, which wins over it, to a folder on a disk with room where this user may write"
            .formatted(String.join(", ", refusals)));
  }

  private static SparkConf conf(String applicationName) {
    SparkConf conf = new SparkConf();
    Map<String, String> defaults = defaults(applicationName);
    if (conf.contains(LOG_STORE)) {
      // Delta refuses a store for one scheme beside one for all.
      defaults.remove(S3A_LOG_STORE);
    }
    defaults.forEach(conf::setIfMissing);
    if (conf.get("spark.master").startsWith("local")) {
      // A task that runs out of memory fails, and the run says so; Spark would end the process.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    }
    return conf;
  }

  /**
   * A copy of {@code session} in which Spark's own scans read Parquet row by row. The vectorized
   * reader gives texts that files do not hold: see {@code table.RecordFormat}. A scan of a Delta
   * table takes its settings from the session that is active when it is planned.
   */
  public static SparkSession rowByRow(SparkSession session) {
    SparkSession copy = copy(session);
    copy.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    return copy;
  }

  /** A session of the same settings, whose own can be changed; without temporary views. */
  public static SparkSession copy(SparkSession session) {
    SparkSession copy = session.newSession();
    ScalaInterop.map(session.conf().getAll()).entrySet().stream()
        .filter(setting -> copy.conf().isModifiable(setting.getKey()))
        .forEach(setting -> copy.conf().set(setting.getKey(), setting.getValue()));
    return copy;
  }

  static Map<String, String> defaults(String applicationName) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("spark.app.name", applicationName);
    defaults.put("spark.master", "local[*]");
    defaults.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    defaults.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Delta's own store for S3 lets the second of two drivers overwrite the first one's commit. By
    // name: sink is not known here.
    defaults.put(S3A_LOG_STORE, "dev.deltaenrich.sink.ConditionalPutLogStore");
    defaults.put("spark.sql.session.timeZone", "UTC");
    // Spark 4 has it on: a condition or a cast that gives null on Spark 3 would fail there.
    defaults.put("spark.sql.ansi.enabled", "false");
    // Spark 4 has capitals that Java does not know yet; keys are compared by both.
    defaults.put("spark.sql.icu.caseMappings.enabled", "false");
    // Dates before 1582 and timestamps before 1900 otherwise fail the write (SPARK-46440).
    defaults.put("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    defaults.put("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
    defaults.put("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");
    defaults.put("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED");
    // A Delta log of a few thousand files needs no fifty shuffle partitions.
    defaults.put("spark.databricks.delta.snapshotPartitions", "4");
    defaults.put(
        "spark.redaction.regex", "(?i)secret|password|passwd|pass$|token|access[.]?key|credential");
    defaults.put("spark.ui.showConsoleProgress", "false");
    // The defaults, twenty attempts of 200 s times seven, are hours of silence when the store is
    // down. Attempts inside the AWS client multiply with S3A's repeats, so only S3A repeats.
    defaults.put("spark.hadoop.fs.s3a.attempts.maximum", "0");
    defaults.put("spark.hadoop.fs.s3a.retry.limit", "2");
    defaults.put("spark.hadoop.fs.s3a.retry.interval", "500ms");
    defaults.put("spark.hadoop.fs.s3a.retry.throttle.limit", "4");
    defaults.put("spark.hadoop.fs.s3a.retry.throttle.interval", "500ms");
    defaults.put("spark.hadoop.fs.s3a.connection.establish.timeout", "5000");
    defaults.put("spark.hadoop.fs.s3a.connection.timeout", "15000");
    // Hadoop 3.4 waits for a free connection as long as for a whole request, and says the latter.
    defaults.put("spark.hadoop.fs.s3a.connection.acquisition.timeout", "15000");
    return defaults;
  }
}
