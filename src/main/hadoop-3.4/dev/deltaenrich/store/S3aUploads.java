package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Multipart uploads by AWS SDK 2. S3A's factory makes requests for parts in another way in each of
 * its lines, so those are made here.
 *
 * @param bucket the targets'
 * @param client S3A's for the bucket
 * @param key with which the targets are encrypted
 */
record S3aUploads(S3aBucket bucket, S3Client client, Optional<CustomerKey> key) {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;

  /** S3A's default. */
  private static final long PART_MILLISECONDS = Duration.ofMinutes(15).toMillis();

  /** How long a request may take that moves a part's bytes; others have less time. */
  private Consumer<AwsRequestOverrideConfiguration.Builder> limit() {
    Configuration conf = bucket.fileSystem().getConf();
    long milliseconds =
        conf.getTimeDuration(
            "fs.s3a.connection.part.upload.timeout", PART_MILLISECONDS, TimeUnit.MILLISECONDS);
    return set -> set.apiCallTimeout(Duration.ofMillis(milliseconds));
  }

  private RequestFactory requests() {
    return bucket.fileSystem().getRequestFactory();
  }

  String begin(Path target) throws IOException {
    return bucket.call(
        "begin",
        target,
        () ->
            client
                .createMultipartUpload(
                    requests().newMultipartUploadRequestBuilder(bucket.key(target), null).build())
                .uploadId());
  }

  Part put(Path target, String upload, int number, ByteBuffer bytes) throws IOException {
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
    String etag =
        bucket.call(
            "write", target, () -> client.uploadPart(request.build(), S3aStore.body(bytes)).eTag());
    return new Part(number, etag);
  }

  CopiedPart copy(Path target, String upload, int number, ObjectRange from) throws IOException {
    UploadPartCopyRequest request = copying(target, upload, number, from);
    return bucket.call("copy to", target, () -> copied(request, from));
  }

  UploadPartCopyRequest copying(Path target, String upload, int number, ObjectRange from) {
    S3aStore source = (S3aStore) from.store();
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

  private CopiedPart copied(UploadPartCopyRequest request, ObjectRange from) {
    try {
      return CopiedPart.of(
          request.partNumber(), client.uploadPartCopy(request).copyPartResult().eTag());
    } catch (AwsServiceException e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        throw from.overwritten();
      }
      return CopiedPart.refused(e);
    }
  }

  void complete(Path target, String upload, List<Part> parts) throws IOException {
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
    bucket.call("complete", target, () -> client.completeMultipartUpload(request.build()));
  }

  void abort(Path target, String upload) throws IOException {
    bucket.call(
        "abort",
        target,
        () -> {
          try {
            client.abortMultipartUpload(
                requests()
                    .newAbortMultipartUploadRequestBuilder(bucket.key(target), upload)
                    .build());
          } catch (AwsServiceException e) {
            if (e.statusCode() != NOT_FOUND) {
              throw e;
            }
          }
          return null;
        });
  }
}
