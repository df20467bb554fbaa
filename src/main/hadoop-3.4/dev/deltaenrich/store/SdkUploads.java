package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Requests for multipart uploads by AWS SDK 2. S3A's factory makes requests for parts in another
 * way in each of its lines, so those are made here. What they throw is the SDK's.
 *
 * @param bucket the targets'
 * @param client S3A's for the bucket
 * @param key with which the targets are encrypted
 */
record SdkUploads(S3aBucket bucket, S3Client client, Optional<CustomerKey> key) {
  /** S3A's default. */
  private static final long PART_MILLISECONDS = Duration.ofMinutes(15).toMillis();

  static SdkUploads of(SdkRequests others) {
    return new SdkUploads(others.bucket(), others.client(), others.key());
  }

  /** How long a request may take that moves a part's bytes; others have less time. */
  private Consumer<AwsRequestOverrideConfiguration.Builder> limit() {
    long milliseconds =
        bucket
            .fileSystem()
            .getConf()
            .getTimeDuration(
                "fs.s3a.connection.part.upload.timeout", PART_MILLISECONDS, TimeUnit.MILLISECONDS);
    return set -> set.apiCallTimeout(Duration.ofMillis(milliseconds));
  }

  String begin(Path target) throws IOException {
    return client
        .createMultipartUpload(
            bucket.requests().newMultipartUploadRequestBuilder(bucket.key(target), null).build())
        .uploadId();
  }

  /** The part's etag. */
  String put(Path target, String upload, int number, ByteBuffer bytes) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(target))
            .uploadId(upload)
            .partNumber(number)
            .contentLength((long) bytes.remaining())
            .contentMD5(S3aBucket.contentMd5(bytes))
            .overrideConfiguration(limit());
    key.ifPresent(
        it ->
            request
                .sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(it.base64())
                .sseCustomerKeyMD5(it.md5()));
    return client.uploadPart(request.build(), SdkRequests.body(bytes)).eTag();
  }

  /** The part's etag. */
  String copy(Path target, String upload, int number, ObjectRange from) {
    return client.uploadPartCopy(copying(target, upload, number, from)).copyPartResult().eTag();
  }

  UploadPartCopyRequest copying(Path target, String upload, int number, ObjectRange from) {
    SdkRequests source = from.store().requests();
    UploadPartCopyRequest.Builder request =
        UploadPartCopyRequest.builder()
            .sourceBucket(source.bucket().name())
            .sourceKey(source.bucket().key(from.path()))
            .copySourceIfMatch(from.etag())
            .copySourceRange("bytes=%d-%d".formatted(from.first(), from.last()))
            .destinationBucket(bucket.name())
            .destinationKey(bucket.key(target))
            .uploadId(upload)
            .partNumber(number)
            .overrideConfiguration(limit());
    source
        .key()
        .ifPresent(
            it ->
                request
                    .copySourceSSECustomerAlgorithm(CustomerKey.ALGORITHM)
                    .copySourceSSECustomerKey(it.base64())
                    .copySourceSSECustomerKeyMD5(it.md5()));
    key.ifPresent(
        it ->
            request
                .sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(it.base64())
                .sseCustomerKeyMD5(it.md5()));
    return request.build();
  }

  void complete(Path target, String upload, List<Part> parts) {
    List<CompletedPart> sent =
        parts.stream()
            .map(
                part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()).build())
            .toList();
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(target))
            .uploadId(upload)
            .multipartUpload(all -> all.parts(sent));
    key.ifPresent(
        it ->
            request
                .sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                .sseCustomerKey(it.base64())
                .sseCustomerKeyMD5(it.md5()));
    client.completeMultipartUpload(request.build());
  }

  void abort(Path target, String upload) {
    client.abortMultipartUpload(
        bucket
            .requests()
            .newAbortMultipartUploadRequestBuilder(bucket.key(target), upload)
            .build());
  }

  /** By S3A, which repeats what fails. */
  List<PendingUpload> pending(String prefix) throws IOException {
    List<PendingUpload> found = new ArrayList<>();
    RemoteIterator<MultipartUpload> listed = bucket.fileSystem().listUploads(prefix);
    while (listed.hasNext()) {
      MultipartUpload upload = listed.next();
      found.add(
          new PendingUpload(bucket.path(upload.key()), upload.uploadId(), upload.initiated()));
    }
    return found;
  }
}
