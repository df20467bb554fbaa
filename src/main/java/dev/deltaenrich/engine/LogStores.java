package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import io.delta.storage.AzureLogStore;
import io.delta.storage.GCSLogStore;
import io.delta.storage.HDFSLogStore;
import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Chooses log stores by the same rules and settings as Delta. */
public final class LogStores {
  private static final String IN_SCALA = "org.apache.spark.sql.delta.storage.";
  private static final String LIBRARY = LogStore.class.getPackageName() + ".";

  private LogStores() {}

  /**
   * The store for a log.
   *
   * @param scheme of the log's path; null where it has none
   * @param conf Hadoop settings
   * @throws EnrichException SETTINGS when the class that is set is no log store
   */
  public static LogStore of(SparkSession spark, String scheme, Configuration conf) {
    SparkConf settings = spark.sparkContext().getConf();
    String name =
        set(settings, "delta.logStore.class")
            .or(() -> set(settings, "delta.logStore.%s.impl".formatted(scheme)))
            .orElseGet(() -> ofScheme(String.valueOf(scheme)).getName());
    try {
      return Class.forName(ofLibrary(name), true, Thread.currentThread().getContextClassLoader())
          .asSubclass(LogStore.class)
          .getConstructor(Configuration.class)
          .newInstance(conf);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot open logs of %s: %s is no log store of Delta's (%s); correct spark.delta.logStore"
              .formatted(scheme, name, e),
          e);
    }
  }

  /** Delta's first stores, in Scala, have the names of those in its storage library. */
  private static String ofLibrary(String name) {
    return name.startsWith(IN_SCALA) ? LIBRARY + name.substring(IN_SCALA.length()) : name;
  }

  private static Optional<String> set(SparkConf settings, String key) {
    return Stream.of(key, "spark." + key).filter(settings::contains).map(settings::get).findFirst();
  }

  private static Class<? extends LogStore> ofScheme(String scheme) {
    return switch (scheme) {
      case "s3", "s3a", "s3n" -> S3SingleDriverLogStore.class;
      case "abfs", "abfss", "adl", "wasb", "wasbs" -> AzureLogStore.class;
      case "gs" -> GCSLogStore.class;
      default -> HDFSLogStore.class;
    };
  }
}
