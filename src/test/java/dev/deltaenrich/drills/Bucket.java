package dev.deltaenrich.drills;

import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.SessionBucket;
import java.util.List;

/**
 * A bucket of its own in the tests' MinIO, which the tests' Spark session reaches directly.
 *
 * @param name the bucket's name
 */
record Bucket(String name) {
  /** A new one. */
  static Bucket create() {
    return new Bucket(SessionBucket.reachedAt(Minio.shared().endpoint()).name());
  }

  /** A path in it. */
  String path(String key) {
    return "s3a://%s/%s".formatted(name, key);
  }

  /** The key of a path in it. */
  String key(String path) {
    return path.substring(path("").length());
  }

  /** The keys of all objects below a path. */
  List<String> keysBelow(String path) {
    return Minio.shared().s3().keys(name, key(path) + "/");
  }

  /** Copies all objects below a path to below another one. */
  void copyAllBelow(String from, String to) {
    for (String key : keysBelow(from)) {
      String copy = key(to) + key.substring(key(from).length());
      Minio.shared().s3().copy(name, key, copy);
    }
  }

  /** An object's content. */
  String text(String key) {
    return Minio.shared().s3().text(name, key);
  }
}
