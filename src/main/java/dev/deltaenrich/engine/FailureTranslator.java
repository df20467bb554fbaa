package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;

/** Turns what Spark, Delta, Hadoop and Parquet throw into the one exception users see. */
public final class FailureTranslator {
  private FailureTranslator() {}

  /**
   * The user-facing form of {@code failure}.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   */
  public static EnrichException translate(String action, Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof EnrichException known) {
        return known;
      }
    }
    return StorageFailure.translate(action, failure)
        .orElseGet(
            () ->
                new EnrichException(
                    ErrorCode.UNEXPECTED, "Cannot %s: %s".formatted(action, failure), failure));
  }
}
