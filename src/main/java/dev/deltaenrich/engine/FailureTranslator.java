package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;

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
    return causes
        .first(EnrichException.class)
        .orElseGet(() -> explained(causes).of(action, failure));
  }

  private static Explanation explained(Causes causes) {
    return StorageFailure.explain(causes)
        .or(() -> FailureRule.explain(DeltaFailure.RULES, causes))
        .or(() -> FailureRule.explain(SparkFailure.RULES, causes))
        .or(() -> FailureRule.explain(FileFailure.RULES, causes))
        .orElseGet(() -> unexpected(causes));
  }

  /** What started {@code failure}, in one line. */
  public static String rootCause(Throwable failure) {
    return Causes.describe(Causes.of(failure).root());
  }

  private static Explanation unexpected(Causes causes) {
    Throwable first = causes.chain().get(0);
    Throwable root = causes.root();
    String cause =
        first == root || Causes.text(first).contains(Causes.text(root))
            ? Causes.describe(first)
            : Causes.describe(first) + ", caused by " + Causes.describe(root);
    return new Explanation(ErrorCode.UNEXPECTED, cause, "run again, and if it stays, see the log");
  }
}
