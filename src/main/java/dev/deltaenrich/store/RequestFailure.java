package dev.deltaenrich.store;

import java.io.IOException;
import java.util.Optional;

/** Why one request, which nobody repeated on purpose, did not succeed. */
public final class RequestFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient StoreAnswer answer;
  private final boolean sentAgain;
  private final boolean interrupted;

  /**
   * @param answer the store's; null where there was none
   * @param sentAgain whether the SDK sent the request more than once, so that an answer tells of
   *     the last time only
   * @param interrupted whether the caller's thread was interrupted
   * @param translated as Hadoop says it, with the SDK's failure as cause
   */
  RequestFailure(
      StoreAnswer answer, boolean sentAgain, boolean interrupted, IOException translated) {
    super(translated.getMessage(), translated);
    this.answer = answer;
    this.sentAgain = sentAgain;
    this.interrupted = interrupted;
  }

  /** The store's answer; empty where there was none. */
  public Optional<StoreAnswer> answer() {
    return Optional.ofNullable(answer);
  }

  /** Whether an object may have been written nonetheless, or still be. */
  public boolean isOpen() {
    return sentAgain || answer == null || !answer.isFinal();
  }

  /** Whether the caller's thread was interrupted; its flag may have been cleared. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** The failure as Hadoop's file system would throw it. */
  public IOException translated() {
    return (IOException) getCause();
  }
}
