package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Optional;

/** What Spark says when it, not the data, is at fault, as what users see. */
final class SparkFailure {
  private static final String SEE_SPARK =
      "look at Spark's master and workers, and whether spark.executor.memory suffices, and run again";

  private SparkFailure() {}

  static Optional<EnrichException> translate(String action, Causes causes) {
    return java(action, causes)
        .or(() -> memory(action, causes))
        .or(() -> limits(action, causes))
        .or(() -> classes(action, causes))
        .or(() -> executors(action, causes))
        .or(() -> interrupted(action, causes))
        .or(() -> rebase(action, causes));
  }

  /** From Java 24 on Hadoop cannot ask for its user, from 21 on Spark not for memory. */
  private static Optional<EnrichException> java(String action, Causes causes) {
    return causes
        .saying("getSubject is not supported", "java.nio.DirectByteBuffer.<init>")
        .map(
            failure ->
                FailureTranslator.failure(
                    ErrorCode.USAGE,
                    action,
                    "this is Java %s, and Spark 3.4 needs Java 17".formatted(Runtime.version()),
                    "set JAVA_HOME to a JDK 17",
                    failure));
  }

  private static Optional<EnrichException> memory(String action, Causes causes) {
    return causes
        .first(OutOfMemoryError.class::isInstance)
        .or(
            () ->
                causes.saying(
                    "OutOfMemoryError",
                    "Not enough memory to build and broadcast",
                    "Container killed by YARN for exceeding memory",
                    // Spark's own code of an executor without memory, and a process that was
                    // killed.
                    "code 52",
                    "code 137"))
        .map(
            failure ->
                failed(
                    action,
                    "memory ran out (%s; the driver's heap is %,d bytes)"
                        .formatted(Causes.text(failure), Runtime.getRuntime().maxMemory()),
                    "raise spark.driver.memory and spark.executor.memory, or lower"
                        + " lookup.max-broadcast-bytes",
                    failure));
  }

  private static Optional<EnrichException> limits(String action, Causes causes) {
    return causes
        .saying("spark.driver.maxResultSize", "Could not execute broadcast in")
        .map(
            failure ->
                failed(
                    action,
                    Causes.text(failure),
                    "raise spark.driver.maxResultSize or spark.sql.broadcastTimeout",
                    failure));
  }

  /** The same command line would miss it again: nothing to try a second time. */
  private static Optional<EnrichException> classes(String action, Causes causes) {
    return causes
        .first(
            failure ->
                failure instanceof ClassNotFoundException
                    || failure instanceof NoClassDefFoundError
                    || failure instanceof NoSuchMethodError)
        .or(() -> causes.saying("ClassNotFoundException", "NoClassDefFoundError"))
        .map(
            failure ->
                FailureTranslator.failure(
                    ErrorCode.USAGE,
                    action,
                    "a class is missing on the driver or an executor (%s)"
                        .formatted(Causes.text(failure)),
                    "give spark-submit the bundle jar, or --packages with the versions of the"
                        + " README",
                    failure));
  }

  private static Optional<EnrichException> executors(String action, Causes causes) {
    return causes
        .saying(
            "ExecutorLostFailure",
            "Master removed our application",
            "All masters are unresponsive",
            "Initial job has not accepted any resources",
            "FetchFailed",
            "Failed to get broadcast_")
        .map(
            failure ->
                failed(
                    action, "Spark lost executors: " + Causes.text(failure), SEE_SPARK, failure));
  }

  private static Optional<EnrichException> interrupted(String action, Causes causes) {
    return causes
        .named("InterruptedException", "InterruptedIOException", "ClosedByInterruptException")
        .filter(failure -> !failure.getClass().getName().contains("net."))
        .or(() -> causes.named("TaskKilledException"))
        .or(
            () ->
                causes.saying(
                    "SparkContext was shut down",
                    "Cannot call methods on a stopped SparkContext",
                    "Task not run because SparkContext",
                    "cancelled"))
        .map(
            failure ->
                failed(
                    action,
                    "it was interrupted (%s)".formatted(Causes.describe(failure)),
                    "run again",
                    failure));
  }

  private static Optional<EnrichException> rebase(String action, Causes causes) {
    return causes
        .named("SparkUpgradeException")
        .map(
            failure ->
                FailureTranslator.failure(
                    ErrorCode.SETTINGS,
                    action,
                    "it has dates of before 1582 or timestamps of before 1900, and Spark was told"
                        + " to refuse them",
                    "leave spark.sql.parquet.datetimeRebaseModeInRead and int96RebaseModeInRead"
                        + " (and …InWrite) unset, or set them to CORRECTED or LEGACY",
                    failure));
  }

  private static EnrichException failed(
      String action, String cause, String remedy, Throwable failure) {
    return FailureTranslator.failure(ErrorCode.SPARK_FAILED, action, cause, remedy, failure);
  }
}
