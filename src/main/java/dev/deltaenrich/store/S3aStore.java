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
 * A bucket of S3A: which requests are sent, how often, and what their failures mean. How a request
 * looks is known to {@link SdkRequests} and {@link SdkUploads}, which each line of Hadoop has.
 */
final class S3aStore implements ObjectStore {
  /** What S3 answers to who creates a bucket when someone was faster. */
  private static final Set<String> BUCKET_IS_THERE =
      Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private final S3aBucket bucket;
  private final SdkRequests requests;
  private final SdkUploads uploads;

  private S3aStore(S3aBucket bucket) {
    this.bucket = bucket;
    requests = SdkRequests.of(bucket);
    uploads = SdkUploads.of(requests);
  }

  static S3aStore of(FileSystem fileSystem) {
    return new S3aStore(new S3aBucket((S3AFileSystem) fileSystem));
  }

  SdkRequests requests() {
    return requests;
  }

  SdkUploads uploads() {
    return uploads;
  }

  @Override
  public String uri() {
    return bucket.fileSystem().getUri().toString();
  }

  @Override
  public String endpoint() {
    return bucket.endpoint();
  }

  @Override
  public boolean encryptsBeforeSending() {
    return bucket.fileSystem().isCSEEnabled();
  }

  @Override
  public StoredObject head(Path path) throws IOException {
    return bucket.call("look at", path, () -> requests.head(path));
  }

  @Override
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

  @Override
  public void put(Path path, ByteBuffer bytes) throws IOException {
    bucket.run("write", path, () -> requests.put(path, bytes));
  }

  @Override
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

  @Override
  public void delete(Path path) throws IOException {
    bucket.run("delete", path, () -> requests.delete(path));
  }

  @Override
  public String beginUpload(Path target) throws IOException {
    return bucket.call("begin", target, () -> uploads.begin(target));
  }

  @Override
  public Part uploadPart(Path target, String upload, int number, ByteBuffer bytes)
      throws IOException {
    return bucket.call(
        "write", target, () -> new Part(number, uploads.put(target, upload, number, bytes)));
  }

  @Override
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

  @Override
  public void completeUpload(Path target, String upload, List<Part> parts) throws IOException {
    bucket.run("complete", target, () -> uploads.complete(target, upload, parts));
  }

  @Override
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

  @Override
  public List<PendingUpload> uploads(String prefix) throws IOException {
    return uploads.pending(prefix);
  }

  @Override
  public String prefix(Path folder) {
    return bucket.prefix(folder);
  }

  @Override
  public boolean listsFromAName() {
    return bucket.listsFromAName();
  }

  @Override
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

  @Override
  public Optional<String> listedBucket(Path folder) throws IOException {
    String prefix = bucket.prefix(folder);
    return Optional.ofNullable(bucket.call("list", folder, () -> requests.listedBucket(prefix)));
  }

  @Override
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

  @Override
  public FileStatus status(Path path, long bytes) {
    return bucket.status(path, bytes);
  }
}
