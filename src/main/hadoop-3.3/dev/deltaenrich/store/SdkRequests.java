package dev.deltaenrich.store;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.GetObjectMetadataRequest;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.ByteBufferInputStream;

/**
 * Requests for objects, lists and buckets by AWS SDK 1, as hadoop-aws up to 3.3 has it. What they
 * throw is the SDK's.
 *
 * @param bucket the one that is asked
 * @param client S3A's for the bucket
 */
record SdkRequests(S3aBucket bucket, AmazonS3 client) {
  /** S3A writes a warning each time it hands its client out. No value may hold its key. */
  private static final Map<FileSystem, AmazonS3> CLIENTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  static SdkRequests of(S3aBucket bucket) {
    AmazonS3 client =
        CLIENTS.computeIfAbsent(
            bucket.fileSystem(),
            it -> bucket.fileSystem().getAmazonS3ClientForTesting("requests of delta-enrich"));
    return new SdkRequests(bucket, client);
  }

  StoredObject head(Path path) {
    return stored(heading(path));
  }

  StoredObject head(Path path, Duration limit, Attempts attempts) {
    return stored(limited(heading(path), limit, attempts));
  }

  private GetObjectMetadataRequest heading(Path path) {
    return bucket.requests().newGetObjectMetadataRequest(bucket.key(path));
  }

  private StoredObject stored(GetObjectMetadataRequest request) {
    ObjectMetadata object = client.getObjectMetadata(request);
    return new StoredObject(
        object.getETag(),
        object.getContentLength(),
        object.getLastModified().toInstant(),
        object.getUserMetadata());
  }

  void put(Path path, ByteBuffer bytes) {
    client.putObject(putting(path, bytes, Map.of()));
  }

  void putIfAbsent(
      Path path,
      ByteBuffer bytes,
      Map<String, String> userMetadata,
      Duration limit,
      Attempts attempts) {
    PutObjectRequest request = putting(path, bytes, userMetadata);
    request.putCustomRequestHeader("If-None-Match", "*");
    client.putObject(limited(request, limit, attempts));
  }

  private PutObjectRequest putting(Path path, ByteBuffer bytes, Map<String, String> userMetadata) {
    ObjectMetadata metadata = bucket.requests().newObjectMetadata(bytes.remaining());
    metadata.setContentMD5(S3aBucket.contentMd5(bytes));
    userMetadata.forEach(metadata::addUserMetadata);
    PutObjectRequest request =
        bucket.requests().newPutObjectRequest(bucket.key(path), metadata, body(bytes));
    request.getRequestClientOptions().setReadLimit(bytes.remaining() + 1);
    return request;
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

  private static <T extends AmazonWebServiceRequest> T limited(
      T request, Duration limit, Attempts attempts) {
    request.setSdkClientExecutionTimeout(Math.toIntExact(limit.toMillis()));
    request.setGeneralProgressListener(attempts);
    return request;
  }

  void delete(Path path) {
    client.deleteObject(bucket.requests().newDeleteObjectRequest(bucket.key(path)));
  }

  /** What is at a prefix, after a key or from a page's token on; each may be null. */
  ListedPage list(String prefix, String after, String token) {
    ListObjectsV2Request request =
        bucket.requests().newListObjectsV2Request(prefix, "/", bucket.page());
    request.setStartAfter(after);
    request.setContinuationToken(token);
    ListObjectsV2Result page = client.listObjectsV2(request);
    List<FileStatus> found = new ArrayList<>();
    for (S3ObjectSummary object : page.getObjectSummaries()) {
      if (!object.getKey().endsWith("/")) {
        long modified = object.getLastModified().getTime();
        found.add(bucket.file(object.getKey(), object.getSize(), modified));
      }
    }
    page.getCommonPrefixes().forEach(below -> found.add(bucket.folder(below)));
    return new ListedPage(found, page.isTruncated() ? page.getNextContinuationToken() : null);
  }

  /** The bucket's name in the answer to a request for one key; null where it has none. */
  String listedBucket(String prefix) {
    return bucket.listsFromAName()
        ? client
            .listObjectsV2(bucket.requests().newListObjectsV2Request(prefix, "/", 1))
            .getBucketName()
        : client
            .listObjects(bucket.requests().newListObjectsV1Request(prefix, "/", 1))
            .getBucketName();
  }

  /** Whether there was no bucket. */
  boolean createBucket() {
    if (client.doesBucketExistV2(bucket.name())) {
      return false;
    }
    client.createBucket(bucket.name());
    return true;
  }
}
