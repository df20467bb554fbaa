package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.services.TestSession;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** An S3 endpoint for the time of one test; the test's buckets must be its own (clients stay). */
final class StoreSettings {
  private StoreSettings() {}

  static <T> T with(String endpoint, Supplier<T> test) {
    return with(
        Map.of(
            "spark.hadoop.fs.s3a.endpoint", "http://" + endpoint,
            "spark.hadoop.fs.s3a.path.style.access", "true",
            "spark.hadoop.fs.s3a.access.key", "test",
            "spark.hadoop.fs.s3a.secret.key", "test"),
        test);
  }

  /** The same with settings as spark-submit takes them. */
  static <T> T with(Map<String, String> settings, Supplier<T> test) {
    Configuration conf = TestSession.get().sparkContext().hadoopConfiguration();
    Configuration before = new Configuration(conf);
    settings.forEach((key, value) -> conf.set(hadoopKey(key), value));
    try {
      return test.get();
    } finally {
      settings.keySet().forEach(key -> restore(conf, hadoopKey(key), before));
    }
  }

  private static void restore(Configuration conf, String key, Configuration before) {
    String value = before.getRaw(key);
    if (value == null) {
      conf.unset(key);
    } else {
      conf.set(key, value);
    }
  }

  private static String hadoopKey(String key) {
    return key.substring("spark.hadoop.".length());
  }
}
