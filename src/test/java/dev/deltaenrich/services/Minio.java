package dev.deltaenrich.services;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * A real MinIO server. {@link #shared()} is one for the whole JVM; each test takes buckets of its
 * own. Thread-safe.
 */
public final class Minio implements AutoCloseable {
  private static final String REGION = "us-east-1";

  private final String endpoint;
  private final String accessKey;
  private final String secretKey;
  private final Runnable stop;
  private final S3 s3;

  Minio(String endpoint, String accessKey, String secretKey, Runnable stop) {
    this.endpoint = endpoint;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.stop = stop;
    this.s3 = new SdkS3(endpoint, REGION, accessKey, secretKey);
  }

  /**
   * The server of this JVM, started when first asked for and stopped with the JVM.
   *
   * @throws IllegalStateException saying what to install where there is none; {@link RequiresS3}
   *     turns that into a skipped test
   */
  public static Minio shared() {
    return MinioSources.shared();
  }

  /**
   * A server that nobody else uses, to be stopped in the middle of a test.
   *
   * @throws IllegalStateException where one cannot be started
   */
  public static Minio startOwn() {
    return MinioSources.startOwn();
  }

  /** Where it listens, such as {@code http://127.0.0.1:9000}. */
  public String endpoint() {
    return endpoint;
  }

  /** The user's name. */
  public String accessKey() {
    return accessKey;
  }

  /** The user's secret. */
  public String secretKey() {
    return secretKey;
  }

  /** Creates an empty bucket with a name nobody else has, and returns that name. */
  public String createBucket() {
    return createBucket(uniqueName("test"));
  }

  /** Creates a bucket and returns its name. */
  public String createBucket(String name) {
    s3.createBucket(name);
    return name;
  }

  /** A bucket name that starts with {@code prefix} and that nobody else has. */
  public static String uniqueName(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** What a Spark session needs to use it: {@code spark.hadoop.fs.s3a.*}, credentials included. */
  public Map<String, String> hadoopSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.hadoop.fs.s3a.endpoint", endpoint);
    settings.put("spark.hadoop.fs.s3a.endpoint.region", REGION);
    settings.put("spark.hadoop.fs.s3a.path.style.access", "true");
    settings.put("spark.hadoop.fs.s3a.connection.ssl.enabled", ssl());
    settings.put("spark.hadoop.fs.s3a.access.key", accessKey);
    settings.put("spark.hadoop.fs.s3a.secret.key", secretKey);
    return settings;
  }

  /**
   * The same for Hadoop without Spark, with the short patience of the program's own settings.
   *
   * @param endpoint its own, or that of something in front of it
   */
  public Configuration hadoop(String endpoint) {
    Configuration conf = new Configuration();
    hadoopSettings().forEach((key, value) -> conf.set(key.replace("spark.hadoop.", ""), value));
    conf.set("fs.s3a.endpoint", endpoint);
    conf.set("fs.s3a.attempts.maximum", "0");
    conf.set("fs.s3a.retry.limit", "2");
    conf.set("fs.s3a.retry.interval", "50ms");
    conf.set("fs.s3a.connection.timeout", "15000");
    conf.set("fs.s3a.connection.acquisition.timeout", "15000");
    return conf;
  }

  /** The same for a process: the variables the AWS tools read. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint,
        "AWS_ACCESS_KEY_ID", accessKey,
        "AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** A client with its administrator's rights. */
  public S3 s3() {
    return s3;
  }

  /** Stops it; a server that was only lent to us stays up. */
  @Override
  public void close() {
    s3.close();
    stop.run();
  }

  private String ssl() {
    return String.valueOf(endpoint.startsWith("https:"));
  }
}
