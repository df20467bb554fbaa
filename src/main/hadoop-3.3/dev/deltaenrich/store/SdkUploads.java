package dev.deltaenrich.store;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.CopyPartRequest;
import com.amazonaws.services.s3.model.CopyPartResult;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.PartETag;
import com.amazonaws.services.s3.model.UploadPartRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Requests for multipart uploads by AWS SDK 1. What they throw is the SDK's.
 *
 * @param bucket the targets'
 * @param client S3A's for the bucket
 */
record SdkUploads(S3aBucket bucket, AmazonS3 client) {
  static SdkUploads of(SdkRequests others) {
    return new SdkUploads(others.bucket(), others.client());
  }

  String begin(Path target) throws IOException {
    return client
        .initiateMultipartUpload(bucket.requests().newMultipartUploadRequest(bucket.key(target)))
        .getUploadId();
  }

  /** The part's etag. */
  String put(Path target, String upload, int number, ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    UploadPartRequest request =
        bucket
            .requests()
            .newUploadPartRequest(
                bucket.key(target), upload, number, length, SdkRequests.body(bytes), null, 0L);
    request.getRequestClientOptions().setReadLimit(length + 1);
    request.setMd5Digest(S3aBucket.contentMd5(bytes));
    // S3A leaves it out, and S3 wants it with each part.
    bucket.requests().generateSSECustomerKey().ifPresent(request::setSSECustomerKey);
    return client.uploadPart(request).getETag();
  }

  /** The part's etag. */
  String copy(Path target, String upload, int number, ObjectRange from) {
    CopyPartResult result = client.copyPart(copying(target, upload, number, from));
    if (result == null) {
      // The client's word for 412.
      throw from.overwritten();
    }
    return result.getETag();
  }

  CopyPartRequest copying(Path target, String upload, int number, ObjectRange from) {
    S3aBucket source = from.store().requests().bucket();
    CopyPartRequest request =
        new CopyPartRequest()
            .withSourceBucketName(source.name())
            .withSourceKey(source.key(from.path()))
            .withMatchingETagConstraint(from.etag())
            .withFirstByte(from.first())
            .withLastByte(from.last())
            .withDestinationBucketName(bucket.name())
            .withDestinationKey(bucket.key(target))
            .withUploadId(upload)
            .withPartNumber(number);
    source.requests().generateSSECustomerKey().ifPresent(request::setSourceSSECustomerKey);
    bucket.requests().generateSSECustomerKey().ifPresent(request::setDestinationSSECustomerKey);
    return request;
  }

  void complete(Path target, String upload, List<Part> parts) {
    List<PartETag> sent =
        parts.stream().map(part -> new PartETag(part.number(), part.etag())).toList();
    client.completeMultipartUpload(
        bucket.requests().newCompleteMultipartUploadRequest(bucket.key(target), upload, sent));
  }

  void abort(Path target, String upload) {
    client.abortMultipartUpload(
        bucket.requests().newAbortMultipartUploadRequest(bucket.key(target), upload));
  }

  /** By S3A, which repeats what fails. */
  List<PendingUpload> pending(String prefix) throws IOException {
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
}
