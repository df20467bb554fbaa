package dev.deltaenrich.store;

import java.util.Optional;

/**
 * A store's answer that is no success.
 *
 * @param status of HTTP
 * @param code S3's word for it, such as {@code AccessDenied} (S3 API, "Error responses"); the
 *     answer to a HEAD request has none, and the AWS SDK may put the status in its place, or null
 * @param message the store's sentence; may be null
 */
public record StoreAnswer(int status, String code, String message) {
  private static final int NOT_IMPLEMENTED = 501;

  /** What {@code failure} has of a store's answer, itself and not its causes; empty for none. */
  public static Optional<StoreAnswer> of(Throwable failure) {
    return SdkFailures.answer(failure);
  }

  /**
   * Whether {@code failure}, itself and not its causes, is the AWS SDK's and comes without an
   * answer: nobody is there, or what came was not understood.
   */
  public static boolean isMissing(Throwable failure) {
    return SdkFailures.isWithoutAnswer(failure);
  }

  /** Whether the store does not know what it was asked for. */
  public boolean isNotImplemented() {
    return status == NOT_IMPLEMENTED || "NotImplemented".equals(code);
  }

  /** Whether the store has done nothing. Any other answer from 500 on leaves that open. */
  public boolean isFinal() {
    return status < 500 || status == NOT_IMPLEMENTED;
  }
}
