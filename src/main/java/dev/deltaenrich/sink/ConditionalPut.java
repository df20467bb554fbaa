package dev.deltaenrich.sink;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.RequestFailure;
import dev.deltaenrich.store.StoreAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
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

  /** The store gave no final answer in time: an object may have been written, or still be. */
  static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(RequestFailure failure) {
      super(FailureTranslator.rootCause(failure), failure.translated());
    }
  }

  /** Whose object stands under the key. */
  private enum Holder {
    US,
    ANOTHER,
    NOBODY,
    NOT_SEEN
  }

  private final ObjectStore store;
  private final Path path;
  private final DataOutputBuffer content;
  private final String writer = UUID.randomUUID().toString();

  /** Whether a request was sent whose fate is not known. */
  private boolean open;

  ConditionalPut(ObjectStore store, Path path, DataOutputBuffer content) {
    this.store = store;
    this.path = path;
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
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      RequestFailure failure = attempt();
      if (failure == null) {
        return true;
      }
      if (failure.isInterrupted()) {
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
        throw failure.translated();
      }
      if (refused || System.nanoTime() >= deadline) {
        throw new UnansweredException(failure);
      }
      pause(pause, failure);
    }
  }

  /** Null when the store has taken it. */
  private RequestFailure attempt() {
    ByteBuffer bytes = ByteBuffer.wrap(content.getData(), 0, content.getLength());
    Duration limit = LONGEST_PUT.plusMillis(content.getLength() / SLOWEST_BYTES_PER_MILLI);
    try {
      store.putIfAbsent(path, bytes, Map.of(WRITER, writer), limit);
      return null;
    } catch (RequestFailure e) {
      open |= e.isOpen();
      return e;
    }
  }

  private Holder holder() {
    try {
      String there = store.headOnce(path, LONGEST_LOOK).userMetadata().get(WRITER);
      return writer.equals(there) ? Holder.US : Holder.ANOTHER;
    } catch (RequestFailure e) {
      boolean none = e.answer().filter(answer -> answer.status() == 404).isPresent();
      return none ? Holder.NOBODY : Holder.NOT_SEEN;
    }
  }

  /** Whether asking again would bring the same answer. */
  private static boolean isRefusal(RequestFailure failure) {
    return failure
        .answer()
        .filter(StoreAnswer::isFinal)
        .filter(answer -> !TRY_AGAIN.contains(answer.status()))
        .filter(answer -> !"RequestTimeout".equals(answer.code()))
        .isPresent();
  }

  private void pause(long millis, RequestFailure failure) throws UnansweredException {
    LOG.warn("{}: putting it again ({})", path, FailureTranslator.rootCause(failure));
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnansweredException(failure);
    }
  }
}
