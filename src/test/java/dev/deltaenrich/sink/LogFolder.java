package dev.deltaenrich.sink;

import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.Minio;
import io.delta.storage.LogStore;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder for log entries in a bucket of its own, and Hadoop settings to reach it.
 *
 * @param bucket the bucket
 * @param conf S3A's settings, those the program sets included
 */
record LogFolder(String bucket, Configuration conf) {
  static final String FOLDER = "table/_delta_log";

  /** An empty one, reached at {@code endpoint}. */
  static LogFolder at(String endpoint) {
    return in(Minio.shared().createBucket(), endpoint);
  }

  static LogFolder in(String bucket, String endpoint) {
    return new LogFolder(bucket, Minio.shared().hadoop(endpoint));
  }

  /** The same with one more setting of Hadoop's. */
  LogFolder with(String key, String value) {
    Configuration more = new Configuration(conf);
    more.set(key, value);
    return new LogFolder(bucket, more);
  }

  Path path() {
    return new Path("s3a://%s/%s".formatted(bucket, FOLDER));
  }

  Path entry(long version) {
    return new Path(path(), name(version));
  }

  static String name(long version) {
    return "%020d.json".formatted(version);
  }

  void write(long version, String line) throws IOException {
    write(new ConditionalPutLogStore(conf), version, line);
  }

  void write(LogStore store, long version, String line) throws IOException {
    store.write(entry(version), List.of(line).iterator(), false, conf);
  }

  /** Puts an entry past the log's store, as another program would. */
  void writtenByAnother(long version, String line) {
    Minio.shared().s3().put(bucket, FOLDER + "/" + name(version), line + "\n");
  }

  /** An entry's content, read from the store directly. */
  String content(long version) {
    return Minio.shared().s3().text(bucket, FOLDER + "/" + name(version));
  }

  /** The names of all objects in the bucket, in order. */
  List<String> objects() {
    return Minio.shared().s3().keys(bucket);
  }

  /** Whether a request writes a log entry. */
  static boolean writesEntry(HttpHead request) {
    return request.method().equals("PUT") && request.path().matches(".*/\\d{20}\\.json");
  }

  /** Whether a request looks at a log entry without reading it. */
  static boolean looksAtEntry(HttpHead request) {
    return request.method().equals("HEAD") && request.path().matches(".*/\\d{20}\\.json");
  }

  /** Whether a request writes the object that tries a store. */
  static boolean writesTrial(HttpHead request) {
    return request.method().equals("PUT") && request.path().contains("/.probe-");
  }
}
