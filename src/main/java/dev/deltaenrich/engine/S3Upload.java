package dev.deltaenrich.engine;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.CompleteMultipartUploadRequest;
import com.amazonaws.services.s3.model.CopyPartRequest;
import com.amazonaws.services.s3.model.CopyPartResult;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PartETag;
import com.amazonaws.services.s3.model.UploadPartRequest;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A multipart upload of one object (S3 API, "Multipart upload"). Thread-safe; whoever starts one
 * completes or aborts it.
 */
final class S3Upload {
  private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

  /** Answers of a store that does not copy parts, or not for us (S3 API, "Error responses"). */
  private static final Set<String> REFUSALS =
      Set.of(
          "NotImplemented",
          "MethodNotAllowed",
          "AccessDenied",
          "InvalidRequest",
          "InvalidArgument");

  private final S3Objects objects;
  private final Path target;
  private final String id;
  private volatile boolean aborted;

  S3Upload(S3Objects objects, Path target, String id) {
    this.objects = objects;
    this.target = target;
    this.id = id;
  }

  /**
   * A copied part, or why there is none.
   *
   * @param part null where the store refused
   * @param refusal null where it did not
   */
  record Copied(PartETag part, AmazonServiceException refusal) {}

  static S3Upload start(S3Objects objects, Path target) throws IOException {
    String id =
        objects.call(
            "begin",
            target,
            client ->
                client
                    .initiateMultipartUpload(
                        objects.requests().newMultipartUploadRequest(objects.key(target)))
                    .getUploadId());
    return new S3Upload(objects, target, id);
  }

  /**
   * Has the store copy a range.
   *
   * @throws EnrichException FILE_CORRUPT when the source is another by now
   */
  Copied copy(S3Source from, CopyRange range) throws IOException {
    CopyPartRequest request = copyRequest(from.objects(), from.path(), from.etag(), range);
    try {
      return objects.call("copy to", target, client -> copy(client, request, from.path()));
    } finally {
      abortAgain();
    }
  }

  /** An abort does not end a request that is under way; its part would stay for ever. */
  private void abortAgain() {
    if (aborted) {
      abort();
    }
  }

  CopyPartRequest copyRequest(S3Objects from, Path source, String etag, CopyRange range) {
    CopyPartRequest request =
        new CopyPartRequest()
            .withSourceBucketName(from.bucket())
            .withSourceKey(from.key(source))
            .withMatchingETagConstraint(etag)
            .withFirstByte(range.first())
            .withLastByte(range.last())
            .withDestinationBucketName(objects.bucket())
            .withDestinationKey(objects.key(target))
            .withUploadId(id)
            .withPartNumber(range.part());
    from.requests().generateSSECustomerKey().ifPresent(request::setSourceSSECustomerKey);
    objects.requests().generateSSECustomerKey().ifPresent(request::setDestinationSSECustomerKey);
    return request;
  }

  private static Copied copy(AmazonS3 client, CopyPartRequest request, Path source) {
    try {
      CopyPartResult result = client.copyPart(request);
      if (result == null) {
        // The client's word for 412.
        throw new EnrichException(
            ErrorCode.FILE_CORRUPT,
            "Cannot copy %s: it was overwritten while it was copied, and files of a Delta table never change; find out who writes there, and run again"
                .formatted(source));
      }
      return new Copied(result.getPartETag(), null);
    } catch (AmazonServiceException e) {
      if (REFUSALS.contains(e.getErrorCode())) {
        return new Copied(null, e);
      }
      throw e;
    }
  }

  /** Sends a part from here. */
  PartETag put(int part, ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    try {
      return objects.call(
          "write",
          target,
          client -> client.uploadPart(request(part, bytes.duplicate(), length)).getPartETag());
    } finally {
      abortAgain();
    }
  }

  private UploadPartRequest request(int part, ByteBuffer bytes, int length) {
    try {
      UploadPartRequest request =
          objects
              .requests()
              .newUploadPartRequest(
                  objects.key(target),
                  id,
                  part,
                  length,
                  ByteBufferInputStream.wrap(bytes),
                  null,
                  0L);
      request.getRequestClientOptions().setReadLimit(length + 1);
      request.setMd5Digest(S3Client.contentMd5(ByteBufferInputStream.wrap(bytes.duplicate())));
      // S3A leaves it out, and S3 wants it with each part.
      objects.requests().generateSSECustomerKey().ifPresent(request::setSSECustomerKey);
      return request;
    } catch (PathIOException e) {
      throw new IllegalStateException("no part has number " + part, e);
    }
  }

  /**
   * Makes the object of the parts.
   *
   * @param bytes the size it has to have
   */
  ObjectMetadata complete(List<PartETag> parts, long bytes) throws IOException {
    CompleteMultipartUploadRequest request =
        objects.requests().newCompleteMultipartUploadRequest(objects.key(target), id, parts);
    IOException failure = null;
    try {
      objects.call("complete", target, client -> client.completeMultipartUpload(request));
    } catch (IOException e) {
      // The answer to a first request may have been lost, and the upload be no more.
      failure = e;
    }
    ObjectMetadata made = made(failure);
    if (made.getContentLength() != bytes) {
      throw new IOException(
          "%s has %d bytes instead of %d".formatted(target, made.getContentLength(), bytes));
    }
    return made;
  }

  private ObjectMetadata made(IOException failure) throws IOException {
    try {
      return objects.head(target);
    } catch (IOException e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** Takes away what was uploaded. A failure is logged; maintenance takes what stays. */
  void abort() {
    aborted = true;
    // The client sends nothing from a thread that is interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      abort(objects, target, id);
    } catch (IOException | RuntimeException e) {
      LOG.warn("The upload {} of {} could not be aborted and stays", id, target, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Aborts an upload; one that is over is no failure. */
  static void abort(S3Objects objects, Path target, String id) throws IOException {
    objects.call(
        "abort",
        target,
        client -> {
          try {
            client.abortMultipartUpload(
                objects.requests().newAbortMultipartUploadRequest(objects.key(target), id));
          } catch (AmazonServiceException e) {
            if (e.getStatusCode() != 404) {
              throw e;
            }
          }
          return null;
        });
  }
}
