package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.store.audit.AuditSpan;

/**
 * A bucket, for requests that Hadoop's file system has no operation for. They are made with S3A's
 * client, credentials, encryption and audit, and sent as often as S3A's settings say unless a
 * method says otherwise. Thread-safe; there is nothing to close beside the file system.
 *
 * <p>What fails is an {@link IOException} as S3A would throw it. How a request looks is known to
 * {@link SdkRequests} and {@link SdkUploads}, which each line of Hadoop has.
 */
public final class ObjectStore {
  /** By name: hadoop-aws may be missing. */
  public static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";

  /** What S3 answers to who creates a bucket when someone was faster. */
  private static final Set<String> BUCKET_IS_THERE =
      Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private final S3aBucket bucket;
  private final SdkRequests requests;
  private final SdkUploads uploads;

  private ObjectStore(S3aBucket bucket) {
    this.bucket = bucket;
    requests = SdkRequests.of(bucket);
    uploads = SdkUploads.of(requests);
  }

  /** Whether a file system is S3A's; needs no hadoop-aws. */
  public static boolean isOf(FileSystem fileSystem) {
    return fileSystem.getClass().getName().equals(S3A);
  }

  /** The store behind a file system; empty where that is not S3A's. */
  public static Optional<ObjectStore> of(FileSystem fileSystem) {
    return isOf(fileSystem)
        ? Optional.of(new ObjectStore(new S3aBucket((S3AFileSystem) fileSystem)))
        : Optional.empty();
  }

  SdkRequests requests() {
    return requests;
  }

  SdkUploads uploads() {
    return uploads;
  }

  /** The bucket's URI, such as {@code s3a://bucket}. */
  public String uri() {
    return bucket.fileSystem().getUri().toString();
  }

  /** {@code fs.s3a.endpoint} as it is set for the bucket; empty where it is not. */
  public String endpoint() {
    return bucket.endpoint();
  }

  /** Whether objects are encrypted before they are sent, so that only S3A can cut and join them. */
  public boolean encryptsBeforeSending() {
    return bucket.fileSystem().isCSEEnabled();
  }

  /** What the store says of an object. */
  public StoredObject head(Path path) throws IOException {
    return bucket.call("look at", path, () -> requests.head(path));
  }

  /**
   * The same, asked once.
   *
   * @param limit after this time the SDK gives the request up; S3A's timeouts and repeats do not
   *     count
   */
  public StoredObject headOnce(Path path, Duration limit) throws RequestFailure {
    Attempts attempts = new Attempts();
    try (AuditSpan span = bucket.span("look at", path)) {
      span.activate();
      return requests.head(path, limit, attempts);
    } catch (RuntimeException e) {
      throw failed("look at", path, e, attempts);
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  /** Writes an object in one request, over what may be there. */
  public void put(Path path, ByteBuffer bytes) throws IOException {
    bucket.run("write", path, () -> requests.put(path, bytes));
  }

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
  public void putIfAbsent(
      Path path, ByteBuffer bytes, Map<String, String> userMetadata, Duration limit)
      throws RequestFailure {
    Attempts attempts = new Attempts();
    try (AuditSpan span = bucket.span("conditional put", path)) {
      span.activate();
      requests.putIfAbsent(path, bytes, userMetadata, limit, attempts);
    } catch (RuntimeException e) {
      throw failed("put", path, e, attempts);
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  private static RequestFailure failed(
      String action, Path path, RuntimeException e, Attempts attempts) {
    return new RequestFailure(
        StoreAnswer.of(e).orElse(null),
        attempts.several(),
        SdkFailures.isInterruption(e),
        SdkFailures.translated(action, path.toString(), e));
  }

  /** Deletes an object; none there is no failure. */
  public void delete(Path path) throws IOException {
    bucket.run("delete", path, () -> requests.delete(path));
  }

  /**
   * Begins a multipart upload (S3 API, "Multipart upload").
   *
   * @return the store's name for the upload
   */
  public String beginUpload(Path target) throws IOException {
    return bucket.call("begin", target, () -> uploads.begin(target));
  }

  /** Sends a part. */
  public Part uploadPart(Path target, String upload, int number, ByteBuffer bytes)
      throws IOException {
    return bucket.call(
        "write", target, () -> new Part(number, uploads.put(target, upload, number, bytes)));
  }

  /**
   * Has the store copy a part.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT when the source is another by now
   */
  public CopiedPart copyPart(Path target, String upload, int number, ObjectRange from)
      throws IOException {
    return bucket.call("copy to", target, () -> copied(target, upload, number, from));
  }

  private CopiedPart copied(Path target, String upload, int number, ObjectRange from) {
    try {
      String etag = uploads.copy(target, upload, number, from);
      return CopiedPart.of(number, etag);
    } catch (RuntimeException e) {
      if (isAnswered(e, PRECONDITION_FAILED)) {
        throw from.overwritten();
      }
      return CopiedPart.refused(e);
    }
  }

  /** Makes the object of its parts, in the order of their numbers. */
  public void completeUpload(Path target, String upload, List<Part> parts) throws IOException {
    bucket.run("complete", target, () -> uploads.complete(target, upload, parts));
  }

  /** Aborts an upload; one that is over is no failure. */
  public void abortUpload(Path target, String upload) throws IOException {
    bucket.run(
        "abort",
        target,
        () -> {
          try {
            uploads.abort(target, upload);
          } catch (RuntimeException e) {
            if (!isAnswered(e, NOT_FOUND)) {
              throw e;
            }
          }
        });
  }

  private static boolean isAnswered(RuntimeException failure, int status) {
    return StoreAnswer.of(failure).filter(answer -> answer.status() == status).isPresent();
  }

  /**
   * Uploads that are neither complete nor aborted.
   *
   * @param prefix of the objects' keys; a store may take it for a whole key
   */
  public List<PendingUpload> uploads(String prefix) throws IOException {
    return uploads.pending(prefix);
  }

  /** The prefix of the keys of all objects in a folder. */
  public String prefix(Path folder) {
    return bucket.prefix(folder);
  }

  /** Whether the store is asked in a way that can begin in the middle of a folder. */
  public boolean listsFromAName() {
    return bucket.listsFromAName();
  }

  /**
   * What is in a folder itself, files and folders, S3A's marker of the folder left out. A folder
   * has no time on S3, and gets the current one.
   *
   * @param after only names after this one; null for all
   */
  public List<FileStatus> list(Path folder, String after) throws IOException {
    String prefix = bucket.prefix(folder);
    String start = after == null ? null : prefix + after;
    ListedPage page = bucket.call("list", folder, () -> requests.list(prefix, start, null));
    List<FileStatus> found = new ArrayList<>(page.found());
    while (page.next() != null) {
      String token = page.next();
      page = bucket.call("list", folder, () -> requests.list(prefix, null, token));
      found.addAll(page.found());
    }
    return found;
  }

  /**
   * Asks for one name in a folder, there or not. The answer to a HEAD request has no text, so it
   * says neither why a request is refused nor whose answer it is.
   *
   * @return the bucket that the answer is of; empty where it is no answer to this request
   */
  public Optional<String> listedBucket(Path folder) throws IOException {
    String prefix = bucket.prefix(folder);
    return Optional.ofNullable(bucket.call("list", folder, () -> requests.listedBucket(prefix)));
  }

  /**
   * Creates the bucket.
   *
   * @return false when there is one
   */
  public boolean createBucket() throws IOException {
    try {
      return requests.createBucket();
    } catch (RuntimeException e) {
      if (StoreAnswer.of(e).map(StoreAnswer::code).filter(BUCKET_IS_THERE::contains).isPresent()) {
        return false;
      }
      throw SdkFailures.translated("create", uri(), e);
    }
  }

  /**
   * The status of a file of a known size, in the class for which the file system does not ask the
   * store again when the file is opened.
   */
  public FileStatus status(Path path, long bytes) {
    return bucket.status(path, bytes);
  }
}
