package dev.deltaenrich.sink;

import com.amazonaws.AbortedException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.SdkClientException;
import com.amazonaws.event.ProgressEvent;
import com.amazonaws.event.ProgressEventType;
import com.amazonaws.event.SyncProgressListener;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.GetObjectMetadataRequest;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.S3Client;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.hadoop.io.DataOutputBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object that is put where there is none, or not at all.
 *
 * <p>A response that is lost leaves open who won; worse, whoever sends the request again (the AWS
 * client does, unasked) is then refused because of its own object. So the object carries the id of
 * its writer in its user metadata, and after whatever is not a plain success the object is looked
 * at: if it carries our id, we wrote it. The request may then be sent as often as it takes.
 *
 * <p>Used once, by one thread.
 */
final class ConditionalPut {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionalPut.class);

  /** The name in the user metadata; S3 puts {@code x-amz-meta-} before it. */
  static final String WRITER = "delta-log-writer";

  /** After this no new attempt begins. With one that does, and the look after it: 45 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration LONGEST_PUT = Duration.ofSeconds(15);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

  /** A line so slow still carries a log entry of many mebibytes in time. */
  private static final long SLOWEST_BYTES_PER_MILLI = 1024;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** Of the answers 4xx those that do not say: never. 409 is a write that is under way. */
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 409, 412, 429);

  private static final int NOT_IMPLEMENTED = 501;

  /** The store gave no final answer in time: an object may have been written, or still be. */
  static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(SdkClientException failure) {
      super(FailureTranslator.rootCause(failure), failure);
    }
  }

  /** Whose object stands under the key. */
  private enum Holder {
    US,
    ANOTHER,
    NOBODY,
    NOT_SEEN
  }

  private final S3AFileSystem fileSystem;
  private final AmazonS3 client;
  private final Path path;
  private final String key;
  private final DataOutputBuffer content;
  private final String writer = UUID.randomUUID().toString();

  /** Whether a request was sent whose fate is not known. */
  private boolean open;

  ConditionalPut(S3AFileSystem fileSystem, Path path, DataOutputBuffer content) {
    this.fileSystem = fileSystem;
    this.client = S3Client.of(fileSystem);
    this.path = path;
    this.key = fileSystem.pathToKey(path);
    this.content = content;
  }

  Path path() {
    return path;
  }

  /**
   * Puts the object.
   *
   * @return false when another writer's object is there
   * @throws UnansweredException when that could not be found out
   * @throws IOException when the store refused it
   */
  boolean create() throws IOException {
    try (AuditSpan span = fileSystem.createSpan("conditional_put", key, null)) {
      span.activate();
      return createInSpan();
    }
  }

  private boolean createInSpan() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      SdkClientException failure = attempt();
      if (failure == null) {
        return true;
      }
      if (failure instanceof AbortedException) {
        // The client's word for an interrupt, which it may have cleared.
        Thread.currentThread().interrupt();
        throw new UnansweredException(failure);
      }
      Holder holder = holder();
      if (holder == Holder.US || holder == Holder.ANOTHER) {
        LOG.info("{}: written by {} ({})", path, holder, FailureTranslator.rootCause(failure));
        return holder == Holder.US;
      }
      boolean refused = isRefusal(failure);
      if (refused && !open) {
        throw S3AUtils.translateException("put", path, failure);
      }
      if (refused || System.nanoTime() >= deadline) {
        throw new UnansweredException(failure);
      }
      pause(pause, failure);
    }
  }

  /** Null when the store has taken it. */
  private SdkClientException attempt() {
    try {
      client.putObject(request());
      return null;
    } catch (SdkClientException e) {
      open |= !isAnswer(e);
      return e;
    }
  }

  private PutObjectRequest request() {
    ObjectMetadata metadata = fileSystem.getRequestFactory().newObjectMetadata(content.getLength());
    metadata.addUserMetadata(WRITER, writer);
    metadata.setContentMD5(S3Client.contentMd5(body()));
    PutObjectRequest request =
        fileSystem.getRequestFactory().newPutObjectRequest(key, metadata, body());
    request.getRequestClientOptions().setReadLimit(content.getLength() + 1);
    request.putCustomRequestHeader("If-None-Match", "*");
    request.setGeneralProgressListener(
        new SyncProgressListener() {
          @Override
          public void progressChanged(ProgressEvent event) {
            // The client sends it again by itself, and tells us of the last answer only.
            open |= event.getEventType() == ProgressEventType.CLIENT_REQUEST_RETRY_EVENT;
          }
        });
    limit(request, LONGEST_PUT.toMillis() + content.getLength() / SLOWEST_BYTES_PER_MILLI);
    return request;
  }

  private ByteArrayInputStream body() {
    return new ByteArrayInputStream(content.getData(), 0, content.getLength());
  }

  private Holder holder() {
    GetObjectMetadataRequest request =
        fileSystem.getRequestFactory().newGetObjectMetadataRequest(key);
    limit(request, LONGEST_LOOK.toMillis());
    try {
      String there = client.getObjectMetadata(request).getUserMetaDataOf(WRITER);
      return writer.equals(there) ? Holder.US : Holder.ANOTHER;
    } catch (AmazonServiceException e) {
      return e.getStatusCode() == 404 ? Holder.NOBODY : Holder.NOT_SEEN;
    } catch (SdkClientException e) {
      return Holder.NOT_SEEN;
    }
  }

  /** Bounds all that the client does for it, whatever timeouts and repeats S3A is set to. */
  private static void limit(AmazonWebServiceRequest request, long millis) {
    request.setSdkClientExecutionTimeout(Math.toIntExact(millis));
  }

  /** Whether the store has answered, and so has done nothing. A 5xx leaves that open. */
  private static boolean isAnswer(SdkClientException failure) {
    return failure instanceof AmazonServiceException answer
        && (answer.getStatusCode() < 500 || answer.getStatusCode() == NOT_IMPLEMENTED);
  }

  /** Whether asking again would bring the same answer. */
  private static boolean isRefusal(SdkClientException failure) {
    return isAnswer(failure)
        && failure instanceof AmazonServiceException answer
        && !TRY_AGAIN.contains(answer.getStatusCode())
        && !"RequestTimeout".equals(answer.getErrorCode());
  }

  private void pause(long millis, SdkClientException failure) throws UnansweredException {
    LOG.warn("{}: putting it again ({})", path, FailureTranslator.rootCause(failure));
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnansweredException(failure);
    }
  }
}
