package dev.deltaenrich.store;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.CopyPartRequest;
import com.amazonaws.services.s3.model.CopyPartResult;
import com.amazonaws.services.s3.model.PartETag;
import com.amazonaws.services.s3.model.UploadPartRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.s3a.api.RequestFactory;

/**
 * Multipart uploads by AWS SDK 1.
 *
 * @param bucket the targets'
 * @param client S3A's for the bucket
 */
record S3aUploads(S3aBucket bucket, AmazonS3 client) {
  private RequestFactory requests() {
    return bucket.fileSystem().getRequestFactory();
  }

  String begin(Path target) throws IOException {
    return bucket.call(
        "begin",
        target,
        () ->
            client
                .initiateMultipartUpload(requests().newMultipartUploadRequest(bucket.key(target)))
                .getUploadId());
  }

  Part put(Path target, String upload, int number, ByteBuffer bytes) throws IOException {
    String etag =
        bucket.call(
            "write",
            target,
            () -> client.uploadPart(putting(target, upload, number, bytes)).getETag());
    return new Part(number, etag);
  }

  private UploadPartRequest putting(Path target, String upload, int number, ByteBuffer bytes)
      throws PathIOException {
    int length = bytes.remaining();
    UploadPartRequest request =
        requests()
            .newUploadPartRequest(
                bucket.key(target), upload, number, length, S3aStore.body(bytes), null, 0L);
    request.getRequestClientOptions().setReadLimit(length + 1);
    request.setMd5Digest(S3aBucket.contentMd5(bytes));
    // S3A leaves it out, and S3 wants it with each part.
    requests().generateSSECustomerKey().ifPresent(request::setSSECustomerKey);
    return request;
  }

  CopiedPart copy(Path target, String upload, int number, ObjectRange from) throws IOException {
    CopyPartRequest request = copying(target, upload, number, from);
    return bucket.call("copy to", target, () -> copied(request, from));
  }

  CopyPartRequest copying(Path target, String upload, int number, ObjectRange from) {
    S3aBucket source = ((S3aStore) from.store()).bucket();
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
    RequestFactory sources = source.fileSystem().getRequestFactory();
    sources.generateSSECustomerKey().ifPresent(request::setSourceSSECustomerKey);
    requests().generateSSECustomerKey().ifPresent(request::setDestinationSSECustomerKey);
    return request;
  }

  private CopiedPart copied(CopyPartRequest request, ObjectRange from) {
    try {
      CopyPartResult result = client.copyPart(request);
      if (result == null) {
        // The client's word for 412.
        throw from.overwritten();
      }
      return CopiedPart.of(request.getPartNumber(), result.getETag());
    } catch (AmazonServiceException e) {
      return CopiedPart.refused(e);
    }
  }

  void complete(Path target, String upload, List<Part> parts) throws IOException {
    List<PartETag> sent =
        parts.stream().map(part -> new PartETag(part.number(), part.etag())).toList();
    bucket.call(
        "complete",
        target,
        () ->
            client.completeMultipartUpload(
                requests().newCompleteMultipartUploadRequest(bucket.key(target), upload, sent)));
  }

  void abort(Path target, String upload) throws IOException {
    bucket.call(
        "abort",
        target,
        () -> {
          try {
            client.abortMultipartUpload(
                requests().newAbortMultipartUploadRequest(bucket.key(target), upload));
          } catch (AmazonServiceException e) {
            if (e.getStatusCode() != 404) {
              throw e;
            }
          }
          return null;
        });
  }
}
