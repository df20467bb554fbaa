package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A bucket, for requests that Hadoop's file system has no operation for. They are made with S3A's
 * client, credentials, encryption and audit, and sent as often as S3A's settings say unless a
 * method says otherwise. Thread-safe; there is nothing to close beside the file system.
 *
 * <p>What fails is an {@link IOException} as S3A would throw it.
 */
public interface ObjectStore {
  /** By name: hadoop-aws may be missing. */
  String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";

  /** Whether a file system is S3A's; needs no hadoop-aws. */
  static boolean isOf(FileSystem fileSystem) {
    return fileSystem.getClass().getName().equals(S3A);
  }

  /** The store behind a file system; empty where that is not S3A's. */
  static Optional<ObjectStore> of(FileSystem fileSystem) {
    return isOf(fileSystem) ? Optional.of(S3aStore.of(fileSystem)) : Optional.empty();
  }

  /** The bucket's URI, such as {@code s3a://bucket}. */
  String uri();

  /** {@code fs.s3a.endpoint} as it is set for the bucket; empty where it is not. */
  String endpoint();

  /** Whether objects are encrypted before they are sent, so that only S3A can cut and join them. */
  boolean encryptsBeforeSending();

  /** What the store says of an object. */
  StoredObject head(Path path) throws IOException;

  /**
   * The same, asked once.
   *
   * @param limit after this time the SDK gives the request up; S3A's timeouts and repeats do not
   *     count
   */
  StoredObject headOnce(Path path, Duration limit) throws RequestFailure;

  /** Writes an object in one request, over what may be there. */
  void put(Path path, ByteBuffer bytes) throws IOException;

  /**
   * Writes an object where there is none (S3 API, "Conditional writes": {@code If-None-Match: *}).
   * Asked once; a store may ignore the condition.
   *
   * @param userMetadata kept with the object
   * @param limit after this time the SDK gives the request up; S3A's timeouts and repeats do not
   *     count
   * @throws RequestFailure with status 412 when there is one, also when it is this very object and
   *     the first answer was lost
   */
  void putIfAbsent(Path path, ByteBuffer bytes, Map<String, String> userMetadata, Duration limit)
      throws RequestFailure;

  /** Deletes an object; none there is no failure. */
  void delete(Path path) throws IOException;

  /**
   * Begins a multipart upload (S3 API, "Multipart upload").
   *
   * @return the store's name for the upload
   */
  String beginUpload(Path target) throws IOException;

  /** Sends a part. */
  Part uploadPart(Path target, String upload, int number, ByteBuffer bytes) throws IOException;

  /**
   * Has the store copy a part.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT when the source is another by now
   */
  CopiedPart copyPart(Path target, String upload, int number, ObjectRange from) throws IOException;

  /** Makes the object of its parts, in the order of their numbers. */
  void completeUpload(Path target, String upload, List<Part> parts) throws IOException;

  /** Aborts an upload; one that is over is no failure. */
  void abortUpload(Path target, String upload) throws IOException;

  /**
   * Uploads that are neither complete nor aborted.
   *
   * @param prefix of the objects' keys; a store may take it for a whole key
   */
  List<PendingUpload> uploads(String prefix) throws IOException;

  /** The prefix of the keys of all objects in a folder. */
  String prefix(Path folder);

  /** Whether the store is asked in a way that can begin in the middle of a folder. */
  boolean listsFromAName();

  /**
   * What is in a folder itself, files and folders, S3A's marker of the folder left out. A folder
   * has no time on S3, and gets the current one.
   *
   * @param after only names after this one; null for all
   */
  List<FileStatus> list(Path folder, String after) throws IOException;

  /**
   * Asks for one name in a folder, there or not. The answer to a HEAD request has no text, so it
   * says neither why a request is refused nor whose answer it is.
   *
   * @return the bucket that the answer is of; empty where it is no answer to this request
   */
  Optional<String> listedBucket(Path folder) throws IOException;

  /**
   * Creates the bucket.
   *
   * @return false when there is one
   */
  boolean createBucket() throws IOException;

  /**
   * The status of a file of a known size, in the class for which the file system does not ask the
   * store again when the file is opened.
   */
  FileStatus status(Path path, long bytes);
}
