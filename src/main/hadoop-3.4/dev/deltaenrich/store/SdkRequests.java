package dev.deltaenrich.store;

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
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.parquet.bytes.ByteBufferInputStream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Requests for objects, lists and buckets by AWS SDK 2, as hadoop-aws has it since 3.4. What they
 * throw is the SDK's.
 *
 * @param bucket the one that is asked
 * @param client S3A's for the bucket
 * @param key with which the bucket's objects are encrypted
 */
record SdkRequests(S3aBucket bucket, S3Client client, Optional<CustomerKey> key) {
  private static final int NOT_FOUND = 404;
  private static final int MOVED = 301;

  /** Read once of a file system's settings. No value may hold its key. */
  private static final Map<FileSystem, Optional<CustomerKey>> KEYS =
      Collections.synchronizedMap(new WeakHashMap<>());

  static SdkRequests of(S3aBucket bucket) {
    S3AFileSystem fileSystem = bucket.fileSystem();
    return new SdkRequests(
        bucket,
        fileSystem.getS3AInternals().getAmazonS3Client("requests of delta-enrich"),
        KEYS.computeIfAbsent(fileSystem, it -> CustomerKey.of(fileSystem)));
  }

  StoredObject head(Path path) {
    return stored(heading(path).build());
  }

  StoredObject head(Path path, Duration limit, Attempts attempts) {
    HeadObjectRequest.Builder request = heading(path);
    limit(request, limit, attempts);
    return stored(request.build());
  }

  private HeadObjectRequest.Builder heading(Path path) {
    return bucket.requests().newHeadObjectRequestBuilder(bucket.key(path));
  }

  private StoredObject stored(HeadObjectRequest request) {
    HeadObjectResponse object = client.headObject(request);
    return new StoredObject(
        object.eTag(), object.contentLength(), object.lastModified(), object.metadata());
  }

  void put(Path path, ByteBuffer bytes) {
    client.putObject(putting(path, bytes).build(), body(bytes));
  }

  void putIfAbsent(
      Path path,
      ByteBuffer bytes,
      Map<String, String> userMetadata,
      Duration limit,
      Attempts attempts) {
    PutObjectRequest.Builder request = putting(path, bytes).metadata(userMetadata);
    limit(request, limit, attempts);
    // Not by ifNoneMatch: the SDK of Spark 4.0 does not have it.
    request.overrideConfiguration(
        request.overrideConfiguration().toBuilder().putHeader("If-None-Match", "*").build());
    client.putObject(request.build(), body(bytes));
  }

  private PutObjectRequest.Builder putting(Path path, ByteBuffer bytes) {
    return bucket
        .requests()
        .newPutObjectRequestBuilder(bucket.key(path), null, bytes.remaining(), false)
        .contentMD5(S3aBucket.contentMd5(bytes));
  }

  /** Bytes to send, as often as it takes; not copied. */
  static RequestBody body(ByteBuffer bytes) {
    return RequestBody.fromContentProvider(
        () -> ByteBufferInputStream.wrap(bytes.duplicate()),
        bytes.remaining(),
        "application/octet-stream");
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

  void delete(Path path) {
    client.deleteObject(bucket.requests().newDeleteObjectRequestBuilder(bucket.key(path)).build());
  }

  /** What is at a prefix, after a key or from a page's token on; each may be null. */
  ListedPage list(String prefix, String after, String token) {
    ListObjectsV2Request.Builder request =
        bucket.requests().newListObjectsV2RequestBuilder(prefix, "/", bucket.page());
    ListObjectsV2Response page =
        client.listObjectsV2(request.startAfter(after).continuationToken(token).build());
    List<FileStatus> found = new ArrayList<>();
    for (S3Object object : page.contents()) {
      if (!object.key().endsWith("/")) {
        long modified = object.lastModified().toEpochMilli();
        found.add(bucket.file(object.key(), object.size(), modified));
      }
    }
    page.commonPrefixes().forEach(below -> found.add(bucket.folder(below.prefix())));
    return new ListedPage(found, page.isTruncated() ? page.nextContinuationToken() : null);
  }

  /** The bucket's name in the answer to a request for one key; null where it has none. */
  String listedBucket(String prefix) {
    return bucket.listsFromAName()
        ? client
            .listObjectsV2(bucket.requests().newListObjectsV2RequestBuilder(prefix, "/", 1).build())
            .name()
        : client
            .listObjects(bucket.requests().newListObjectsV1RequestBuilder(prefix, "/", 1).build())
            .name();
  }

  /** Whether there was no bucket. */
  boolean createBucket() {
    if (isThere()) {
      return false;
    }
    client.createBucket(request -> request.bucket(bucket.name()));
    return true;
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
}
