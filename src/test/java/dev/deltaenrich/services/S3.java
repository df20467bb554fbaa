package dev.deltaenrich.services;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What tests do to a store and see of it, past the program and past S3A: by a client of the AWS SDK
 * that this line of Hadoop has. Thread-safe.
 */
public interface S3 extends AutoCloseable {
  /** What requests fail with that nobody answers. */
  static Class<? extends RuntimeException> noAnswer() {
    return SdkS3.NO_ANSWER;
  }

  /** The type of the SDK's client. */
  static Class<?> client() {
    return SdkS3.CLIENT;
  }

  /** The names of all buckets. */
  List<String> buckets();

  /** Whether the store answers and knows the user. */
  boolean answers();

  /** Creates a bucket. */
  void createBucket(String bucket);

  /** Says who may do what with a bucket (S3 User Guide, "Bucket policies"). */
  void setPolicy(String bucket, String json);

  /** Writes an object. */
  void put(String bucket, String key, byte[] content);

  /** Writes an object of text in UTF-8. */
  default void put(String bucket, String key, String content) {
    put(bucket, key, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an object with a file's content. */
  void put(String bucket, String key, Path file);

  /** Copies an object within its bucket. */
  void copy(String bucket, String key, String to);

  /** An object's content. */
  byte[] bytes(String bucket, String key);

  /** An object's content as text. */
  default String text(String bucket, String key) {
    return new String(bytes(bucket, key), StandardCharsets.UTF_8);
  }

  /** When an object was written, to the second. */
  Instant modified(String bucket, String key);

  /** Deletes an object; none there is no failure. */
  void delete(String bucket, String key);

  /** The keys of all objects with a prefix, in order, with the objects' ETags. */
  Map<String, String> etags(String bucket, String prefix);

  /** The keys of all objects with a prefix, in order. */
  default List<String> keys(String bucket, String prefix) {
    return List.copyOf(etags(bucket, prefix).keySet());
  }

  /** The keys of all objects, in order. */
  default List<String> keys(String bucket) {
    return keys(bucket, "");
  }

  /** Begins a multipart upload and leaves it so. */
  void beginUpload(String bucket, String key);

  /** The keys of all uploads that are neither complete nor aborted. */
  List<String> uploads(String bucket);

  @Override
  void close();
}
