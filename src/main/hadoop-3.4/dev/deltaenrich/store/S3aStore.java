package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.parquet.bytes.ByteBufferInputStream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Requests by AWS SDK 2, as hadoop-aws has it since 3.4. */
final class S3aStore implements ObjectStore {
  private static final int NOT_FOUND = 404;
  private static final int MOVED = 301;

  /** Read once of a file system's settings. No value may hold its key. */
  private static final Map<FileSystem, Optional<CustomerKey>> KEYS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final S3aBucket bucket;
  private final Optional<CustomerKey> key;
  private final S3aUploads uploads;
  private final S3Client client;

  private S3aStore(S3AFileSystem fileSystem) {
    bucket = new S3aBucket(fileSystem);
    key = KEYS.computeIfAbsent(fileSystem, it -> CustomerKey.of(fileSystem));
    client = fileSystem.getS3AInternals().getAmazonS3Client("requests of delta-enrich");
    uploads = new S3aUploads(bucket, client, key);
  }

  static S3aStore of(FileSystem fileSystem) {
    return new S3aStore((S3AFileSystem) fileSystem);
  }

  S3aBucket bucket() {
    return bucket;
  }

  Optional<CustomerKey> key() {
    return key;
  }

  private RequestFactory requests() {
    return bucket.fileSystem().getRequestFactory();
  }

  /** Bytes to send, as often as it takes; not copied. */
  static RequestBody body(ByteBuffer bytes) {
    return RequestBody.fromContentProvider(
        () -> ByteBufferInputStream.wrap(bytes.duplicate()),
        bytes.remaining(),
        "application/octet-stream");
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
    return bucket.call(
        "look at",
        path,
        () ->
            stored(
                client.headObject(
                    requests().newHeadObjectRequestBuilder(bucket.key(path)).build())));
  }

  @Override
  public StoredObject headOnce(Path path, Duration limit) throws RequestFailure {
    try (AuditSpan span = bucket.span("look at", path)) {
      span.activate();
      HeadObjectRequest.Builder request = requests().newHeadObjectRequestBuilder(bucket.key(path));
      limit(request, limit, new Attempts());
      return stored(client.headObject(request.build()));
    } catch (SdkException e) {
      throw failed("look at", path, e, false);
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  private static StoredObject stored(HeadObjectResponse object) {
    return new StoredObject(
        object.eTag(), object.contentLength(), object.lastModified(), object.metadata());
  }

  @Override
  public void put(Path path, ByteBuffer bytes) throws IOException {
    bucket.call("write", path, () -> client.putObject(putting(path, bytes).build(), body(bytes)));
  }

  private PutObjectRequest.Builder putting(Path path, ByteBuffer bytes) {
    return requests()
        .newPutObjectRequestBuilder(bucket.key(path), null, bytes.remaining(), false)
        .contentMD5(S3aBucket.contentMd5(bytes));
  }

  @Override
  public void putIfAbsent(
      Path path, ByteBuffer bytes, Map<String, String> userMetadata, Duration limit)
      throws RequestFailure {
    Attempts attempts = new Attempts();
    try (AuditSpan span = bucket.span("conditional put", path)) {
      span.activate();
      PutObjectRequest.Builder request = putting(path, bytes).metadata(userMetadata);
      limit(request, limit, attempts);
      // Not by ifNoneMatch: the SDK of Spark 4.0 does not have it.
      request.overrideConfiguration(
          request.overrideConfiguration().toBuilder().putHeader("If-None-Match", "*").build());
      client.putObject(request.build(), body(bytes));
    } catch (SdkException e) {
      throw failed("put", path, e, attempts.several());
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  private static RequestFailure failed(
      String action, Path path, SdkException e, boolean sentAgain) {
    return new RequestFailure(
        SdkFailures.answer(e).orElse(null),
        sentAgain,
        e instanceof AbortedException,
        S3AUtils.translateException(action, path, e));
  }

  /** Keeps what S3A's factory has set. */
  private static void limit(S3Request.Builder request, Duration limit, Attempts attempts) {
    AwsRequestOverrideConfiguration set = request.overrideConfiguration();
    request.overrideConfiguration(
        (set == null ? AwsRequestOverrideConfiguration.builder() : set.toBuilder())
            .apiCallTimeout(limit)
            .addMetricPublisher(attempts)
            .build());
  }

  @Override
  public void delete(Path path) throws IOException {
    bucket.call(
        "delete",
        path,
        () ->
            client.deleteObject(
                requests().newDeleteObjectRequestBuilder(bucket.key(path)).build()));
  }

  @Override
  public String beginUpload(Path target) throws IOException {
    return uploads.begin(target);
  }

  @Override
  public Part uploadPart(Path target, String upload, int number, ByteBuffer bytes)
      throws IOException {
    return uploads.put(target, upload, number, bytes);
  }

  @Override
  public CopiedPart copyPart(Path target, String upload, int number, ObjectRange from)
      throws IOException {
    return uploads.copy(target, upload, number, from);
  }

  @Override
  public void completeUpload(Path target, String upload, List<Part> parts) throws IOException {
    uploads.complete(target, upload, parts);
  }

  @Override
  public void abortUpload(Path target, String upload) throws IOException {
    uploads.abort(target, upload);
  }

  @Override
  public List<PendingUpload> uploads(String prefix) throws IOException {
    List<PendingUpload> found = new ArrayList<>();
    RemoteIterator<MultipartUpload> listed = bucket.fileSystem().listUploads(prefix);
    while (listed.hasNext()) {
      MultipartUpload upload = listed.next();
      found.add(
          new PendingUpload(bucket.path(upload.key()), upload.uploadId(), upload.initiated()));
    }
    return found;
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
    List<FileStatus> found = new ArrayList<>();
    ListObjectsV2Response page = page(folder, after, null);
    add(page, found);
    while (page.isTruncated()) {
      page = page(folder, null, page.nextContinuationToken());
      add(page, found);
    }
    return found;
  }

  /** S3A's audit asks that a request is made, too, within its span. */
  private ListObjectsV2Response page(Path folder, String after, String token) throws IOException {
    String prefix = bucket.prefix(folder);
    return bucket.call(
        "list",
        folder,
        () ->
            client.listObjectsV2(
                requests()
                    .newListObjectsV2RequestBuilder(prefix, "/", bucket.page())
                    .startAfter(after == null ? null : prefix + after)
                    .continuationToken(token)
                    .build()));
  }

  private void add(ListObjectsV2Response page, List<FileStatus> found) {
    for (S3Object object : page.contents()) {
      if (!object.key().endsWith("/")) {
        long modified = object.lastModified().toEpochMilli();
        found.add(bucket.file(object.key(), object.size(), modified));
      }
    }
    page.commonPrefixes().forEach(below -> found.add(bucket.folder(below.prefix())));
  }

  @Override
  public Optional<String> listedBucket(Path folder) throws IOException {
    String prefix = bucket.prefix(folder);
    return Optional.ofNullable(
        bucket.call(
            "list",
            folder,
            () ->
                bucket.listsFromAName()
                    ? client
                        .listObjectsV2(
                            requests().newListObjectsV2RequestBuilder(prefix, "/", 1).build())
                        .name()
                    : client
                        .listObjects(
                            requests().newListObjectsV1RequestBuilder(prefix, "/", 1).build())
                        .name()));
  }

  @Override
  public boolean createBucket() throws IOException {
    try {
      if (isThere()) {
        return false;
      }
      client.createBucket(request -> request.bucket(bucket.name()));
      return true;
    } catch (SdkException e) {
      if (SdkFailures.answer(e)
          .filter(answer -> S3aBucket.BUCKET_IS_THERE.contains(answer.code()))
          .isPresent()) {
        return false;
      }
      throw S3AUtils.translateException("create", uri(), e);
    }
  }

  /**
   * A bucket in another region, or of someone else, is there, too. Not by a HEAD request: its
   * answer does not tell a wrong key from a bucket of someone else.
   */
  private boolean isThere() {
    try {
      client.getBucketAcl(request -> request.bucket(bucket.name()));
      return true;
    } catch (AwsServiceException e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      if (e.statusCode() == MOVED
          || SdkFailures.answer(e).filter(it -> it.code().equals("AccessDenied")).isPresent()) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public FileStatus status(Path path, long bytes) {
    return bucket.status(path, bytes);
  }
}
