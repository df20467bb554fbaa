package dev.deltaenrich.services;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A bucket of its own that {@link TestSession} reaches at a given endpoint, by S3A's settings for
 * single buckets, while other tests use the same session.
 *
 * @param name the bucket's name
 * @param settings the keys that were set, without their common start
 */
public record SessionBucket(String name, List<String> settings) implements AutoCloseable {

  /** Creates the bucket in the shared MinIO. */
  public static SessionBucket reachedAt(String endpoint) {
    Minio minio = Minio.shared();
    String name = minio.createBucket();
    String start = start(name);
    minio
        .hadoopSettings()
        .forEach((key, value) -> conf().set(key.replace("spark.hadoop.fs.s3a.", start), value));
    conf().set(start + "endpoint", endpoint);
    return new SessionBucket(name, List.copyOf(conf().getPropsWithPrefix(start).keySet()));
  }

  private static String start(String bucket) {
    return "fs.s3a.bucket.%s.".formatted(bucket);
  }

  private static Configuration conf() {
    return TestSession.get().sparkContext().hadoopConfiguration();
  }

  /** The names of all objects in it, in order. */
  public List<String> objects() {
    return Minio.shared().s3().keys(name);
  }

  /** Forgets the settings; the bucket stays. */
  @Override
  public void close() {
    settings.forEach(key -> conf().unset(start(name) + key));
  }
}
