package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;

/**
 * A failure in words.
 *
 * @param code its kind
 * @param cause what is wrong
 * @param advice what to do
 */
record Explanation(ErrorCode code, String cause, String advice) {
  /**
   * The exception that users see.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   * @param failure what was caught; may be null
   */
  EnrichException of(String action, Throwable failure) {
    return new EnrichException(code, "Cannot %s: %s; %s".formatted(action, cause, advice), failure);
  }
}
