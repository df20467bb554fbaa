package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Optional;

/**
 * Turns what Spark, Delta, Hadoop and Parquet throw into the one exception users see.
 *
 * <p>Many of them are checked exceptions that Scala throws undeclared ({@code SparkException},
 * {@code AnalysisException}, {@code DeltaFileNotFoundException}): who calls into Spark or Delta has
 * to catch {@link Exception}, not {@link RuntimeException}.
 */
public final class FailureTranslator {
  private FailureTranslator() {}

  /**
   * The user-facing form of {@code failure}: the {@link EnrichException} in its chain of causes if
   * there is one (Spark keeps what a task threw as the cause of the job's failure, on a cluster
   * too), or else what the chain says in terms of the store, Delta, Spark or Parquet.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   */
  public static EnrichException translate(String action, Throwable failure) {
    Causes causes = Causes.of(failure);
    Optional<EnrichException> known =
        causes.first(EnrichException.class::isInstance).map(EnrichException.class::cast);
    return known
        .or(() -> StorageFailure.translate(action, causes))
        .or(() -> DeltaFailure.translate(action, causes))
        .or(() -> SparkFailure.translate(action, causes))
        .or(() -> FileFailure.translate(action, causes))
        .orElseGet(() -> unexpected(action, causes));
  }

  /** What started {@code failure}, in one line. */
  public static String rootCause(Throwable failure) {
    return Causes.describe(Causes.of(failure).root());
  }

  private static EnrichException unexpected(String action, Causes causes) {
    Throwable first = causes.chain().get(0);
    Throwable root = causes.root();
    String cause =
        first == root || Causes.text(first).contains(Causes.text(root))
            ? Causes.describe(first)
            : Causes.describe(first) + ", caused by " + Causes.describe(root);
    return failure(
        ErrorCode.UNEXPECTED, action, cause, "run again, and if it stays, see the log", first);
  }

  static EnrichException failure(
      ErrorCode code, String action, String cause, String remedy, Throwable failure) {
    return new EnrichException(code, "Cannot %s: %s; %s".formatted(action, cause, remedy), failure);
  }
}
