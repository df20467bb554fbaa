package dev.deltaenrich.store;

import com.amazonaws.AbortedException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.SdkClientException;
import com.amazonaws.event.ProgressEvent;
import com.amazonaws.event.ProgressEventType;
import com.amazonaws.event.SyncProgressListener;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.GetObjectMetadataRequest;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.parquet.bytes.ByteBufferInputStream;

/** Requests by AWS SDK 1, as hadoop-aws up to 3.3 has it. */
final class S3aStore implements ObjectStore {
  /** S3A writes a warning each time it hands its client out. No value may hold its key. */
  private static final Map<FileSystem, AmazonS3> CLIENTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final S3aBucket bucket;
  private final S3aUploads uploads;
  private final AmazonS3 client;

  private S3aStore(S3AFileSystem fileSystem) {
    bucket = new S3aBucket(fileSystem);
    client =
        CLIENTS.computeIfAbsent(
            fileSystem, it -> fileSystem.getAmazonS3ClientForTesting("requests of delta-enrich"));
    uploads = new S3aUploads(bucket, client);
  }

  static S3aStore of(FileSystem fileSystem) {
    return new S3aStore((S3AFileSystem) fileSystem);
  }

  S3aBucket bucket() {
    return bucket;
  }

  private RequestFactory requests() {
    return bucket.fileSystem().getRequestFactory();
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
                client.getObjectMetadata(
                    requests().newGetObjectMetadataRequest(bucket.key(path)))));
  }

  @Override
  public StoredObject headOnce(Path path, Duration limit) throws RequestFailure {
    try (AuditSpan span = bucket.span("look at", path)) {
      span.activate();
      GetObjectMetadataRequest request = requests().newGetObjectMetadataRequest(bucket.key(path));
      limit(request, limit);
      return stored(client.getObjectMetadata(request));
    } catch (SdkClientException e) {
      throw failed("look at", path, e, false);
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  private static StoredObject stored(ObjectMetadata object) {
    return new StoredObject(
        object.getETag(),
        object.getContentLength(),
        object.getLastModified().toInstant(),
        object.getUserMetadata());
  }

  @Override
  public void put(Path path, ByteBuffer bytes) throws IOException {
    bucket.call("write", path, () -> client.putObject(putting(path, bytes, Map.of())));
  }

  /**
   * Bytes to send. Where a time limit comes early, the SDK starts again without a mark; a stream of
   * an array takes that. Buffers that are only read show no array.
   */
  static InputStream body(ByteBuffer bytes) {
    return bytes.hasArray()
        ? new ByteArrayInputStream(
            bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())
        : ByteBufferInputStream.wrap(bytes.duplicate());
  }

  private PutObjectRequest putting(Path path, ByteBuffer bytes, Map<String, String> userMetadata) {
    ObjectMetadata metadata = requests().newObjectMetadata(bytes.remaining());
    metadata.setContentMD5(S3aBucket.contentMd5(bytes));
    userMetadata.forEach(metadata::addUserMetadata);
    PutObjectRequest request =
        requests().newPutObjectRequest(bucket.key(path), metadata, body(bytes));
    request.getRequestClientOptions().setReadLimit(bytes.remaining() + 1);
    return request;
  }

  @Override
  public void putIfAbsent(
      Path path, ByteBuffer bytes, Map<String, String> userMetadata, Duration limit)
      throws RequestFailure {
    AtomicBoolean sentAgain = new AtomicBoolean();
    try (AuditSpan span = bucket.span("conditional put", path)) {
      span.activate();
      PutObjectRequest request = putting(path, bytes, userMetadata);
      request.putCustomRequestHeader("If-None-Match", "*");
      request.setGeneralProgressListener(new Repeats(sentAgain));
      limit(request, limit);
      client.putObject(request);
    } catch (SdkClientException e) {
      throw failed("put", path, e, sentAgain.get());
    } catch (IOException e) {
      throw new RequestFailure(null, false, false, e);
    }
  }

  /** The client sends a request again by itself, and tells of the last answer only. */
  private static final class Repeats extends SyncProgressListener {
    private final AtomicBoolean seen;

    Repeats(AtomicBoolean seen) {
      this.seen = seen;
    }

    @Override
    public void progressChanged(ProgressEvent event) {
      if (event.getEventType() == ProgressEventType.CLIENT_REQUEST_RETRY_EVENT) {
        seen.set(true);
      }
    }
  }

  private static RequestFailure failed(
      String action, Path path, SdkClientException e, boolean sentAgain) {
    return new RequestFailure(
        SdkFailures.answer(e).orElse(null),
        sentAgain,
        e instanceof AbortedException,
        S3AUtils.translateException(action, path, e));
  }

  private static void limit(AmazonWebServiceRequest request, Duration limit) {
    request.setSdkClientExecutionTimeout(Math.toIntExact(limit.toMillis()));
  }

  @Override
  public void delete(Path path) throws IOException {
    bucket.call(
        "delete",
        path,
        () -> {
          client.deleteObject(requests().newDeleteObjectRequest(bucket.key(path)));
          return null;
        });
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
          new PendingUpload(
              bucket.path(upload.getKey()),
              upload.getUploadId(),
              upload.getInitiated().toInstant()));
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
    ListObjectsV2Result page = page(folder, after, null);
    add(page, found);
    while (page.isTruncated()) {
      page = page(folder, null, page.getNextContinuationToken());
      add(page, found);
    }
    return found;
  }

  /** S3A's audit asks that a request is made, too, within its span. */
  private ListObjectsV2Result page(Path folder, String after, String token) throws IOException {
    String prefix = bucket.prefix(folder);
    return bucket.call(
        "list",
        folder,
        () -> {
          ListObjectsV2Request request =
              requests().newListObjectsV2Request(prefix, "/", bucket.page());
          request.setStartAfter(after == null ? null : prefix + after);
          request.setContinuationToken(token);
          return client.listObjectsV2(request);
        });
  }

  private void add(ListObjectsV2Result page, List<FileStatus> found) {
    for (S3ObjectSummary object : page.getObjectSummaries()) {
      if (!object.getKey().endsWith("/")) {
        long modified = object.getLastModified().getTime();
        found.add(bucket.file(object.getKey(), object.getSize(), modified));
      }
    }
    page.getCommonPrefixes().forEach(below -> found.add(bucket.folder(below)));
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
                        .listObjectsV2(requests().newListObjectsV2Request(prefix, "/", 1))
                        .getBucketName()
                    : client
                        .listObjects(requests().newListObjectsV1Request(prefix, "/", 1))
                        .getBucketName()));
  }

  @Override
  public boolean createBucket() throws IOException {
    String name = bucket.name();
    try {
      if (client.doesBucketExistV2(name)) {
        return false;
      }
      client.createBucket(name);
      return true;
    } catch (AmazonServiceException e) {
      if (S3aBucket.BUCKET_IS_THERE.contains(e.getErrorCode())) {
        return false;
      }
      throw S3AUtils.translateException("create", uri(), e);
    } catch (SdkClientException e) {
      throw S3AUtils.translateException("create", uri(), e);
    }
  }

  @Override
  public FileStatus status(Path path, long bytes) {
    return bucket.status(path, bytes);
  }
}
