package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.services.TestSession;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.RuntimeConfig;

/** An S3 endpoint for the time of one test; the test's buckets must be its own (clients stay). */
final class StoreSettings {
  private StoreSettings() {}

  static <T> T with(String endpoint, Supplier<T> test) {
    RuntimeConfig conf = TestSession.get().conf();
    Map<String, String> settings =
        Map.of(
            "fs.s3a.endpoint", "http://" + endpoint,
            "fs.s3a.path.style.access", "true",
            "fs.s3a.access.key", "test",
            "fs.s3a.secret.key", "test");
    settings.forEach(conf::set);
    try {
      return test.get();
    } finally {
      settings.keySet().forEach(conf::unset);
    }
  }
}
