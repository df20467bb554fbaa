package dev.deltaenrich.engine;

import dev.deltaenrich.store.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Asks an object store for one small answer before a run begins. A run's own patience, meant for
 * large requests, would wait eight minutes for a store that takes connections and never answers;
 * this waits about half a minute. Leaves nothing open.
 */
public final class StoreProbe {
  private static final String TRY_MILLISECONDS = "10000";

  private final Configuration conf;

  /** Uses the session's Hadoop settings, except for the patience. */
  public StoreProbe(SparkSession spark) {
    this(HadoopSettings.of(spark));
  }

  /** Uses {@code hadoop}, which stays as it is, except for the patience. */
  public StoreProbe(Configuration hadoop) {
    conf = new Configuration(hadoop);
    // One request, repeated once by S3A and never by the AWS client below it.
    conf.set("fs.s3a.attempts.maximum", "0");
    conf.set("fs.s3a.retry.limit", "1");
    conf.set("fs.s3a.connection.timeout", TRY_MILLISECONDS);
  }

  /**
   * Returns once the store of {@code path} has answered; whether the path exists does not matter.
   * Paths of other schemes are not asked; another class for {@code s3a} has its own patience.
   *
   * @throws dev.deltaenrich.failure.EnrichException where it does not answer, or refuses
   */
  public void requireAnswer(Path path) {
    if (!"s3a".equals(path.toUri().getScheme())) {
      return;
    }
    // Not the file system of the run: those are shared within the JVM.
    try (FileSystem store = FileSystem.newInstance(path.toUri(), conf)) {
      Optional<ObjectStore> s3 = ObjectStore.of(store);
      if (s3.isEmpty()) {
        store.exists(path);
      } else if (s3.get().listedBucket(path).isEmpty()) {
        throw S3Failure.noBucket().of("reach the store of " + path, null);
      }
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate("reach the store of " + path, e);
    }
  }
}
