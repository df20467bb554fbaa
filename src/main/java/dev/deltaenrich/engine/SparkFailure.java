package dev.deltaenrich.engine;

import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import java.util.Optional;

/** What Spark says when it, not the data, is at fault, as what users see. */
final class SparkFailure {
  static final List<FailureRule> RULES =
      List.of(
          // From Java 24 on Hadoop cannot ask for its user, from 21 on Spark not for memory.
          new FailureRule(
              causes ->
                  causes.containing(
                      "getSubject is not supported", "java.nio.DirectByteBuffer.<init>"),
              ErrorCode.USAGE,
              failure ->
                  "this is Java %s, and Spark 3.4 needs Java 17".formatted(Runtime.version()),
              "set JAVA_HOME to a JDK 17"),
          new FailureRule(
              SparkFailure::memory,
              ErrorCode.SPARK_FAILED,
              failure ->
                  "memory ran out (%s; the driver's heap is %,d bytes)"
                      .formatted(Causes.text(failure), Runtime.getRuntime().maxMemory()),
              "raise spark.driver.memory and spark.executor.memory, or lower lookup.max-broadcast-bytes"),
          new FailureRule(
              causes ->
                  causes.containing("spark.driver.maxResultSize", "Could not execute broadcast in"),
              ErrorCode.SPARK_FAILED,
              "%s",
              "raise spark.driver.maxResultSize or spark.sql.broadcastTimeout"),
          // The same command line would miss it again: nothing to try a second time.
          new FailureRule(
              SparkFailure::missingClass,
              ErrorCode.USAGE,
              "a class is missing on the driver or an executor (%s)",
              "give spark-submit the bundle jar, or --packages with the versions of the README"),
          new FailureRule(
              causes ->
                  causes.containing(
                      "ExecutorLostFailure",
                      "Master removed our application",
                      "All masters are unresponsive",
                      "Initial job has not accepted any resources",
                      "FetchFailed",
                      "Failed to get broadcast_"),
              ErrorCode.SPARK_FAILED,
              "Spark lost executors: %s",
              "look at Spark's master and workers, and whether spark.executor.memory suffices, and run again"),
          new FailureRule(
              SparkFailure::interrupted,
              ErrorCode.SPARK_FAILED,
              failure -> "it was interrupted (%s)".formatted(Causes.describe(failure)),
              "run again"),
          new FailureRule(
              causes -> causes.named("SparkUpgradeException"),
              ErrorCode.SETTINGS,
              "it has dates of before 1582 or timestamps of before 1900, and Spark was told to refuse them",
              "leave spark.sql.parquet.datetimeRebaseModeInRead and int96RebaseModeInRead (and …InWrite) unset, or set them to CORRECTED or LEGACY"));

  private SparkFailure() {}

  private static Optional<Throwable> memory(Causes causes) {
    return causes
        .first(OutOfMemoryError.class::isInstance)
        .or(
            () ->
                causes.containing(
                    "OutOfMemoryError",
                    "Not enough memory to build and broadcast",
                    "Container killed by YARN for exceeding memory",
                    // Spark's own code of an executor without memory, and a killed process's.
                    "code 52",
                    "code 137"));
  }

  private static Optional<Throwable> missingClass(Causes causes) {
    return causes
        .first(
            failure ->
                failure instanceof ClassNotFoundException
                    || failure instanceof NoClassDefFoundError
                    || failure instanceof NoSuchMethodError)
        .or(() -> causes.containing("ClassNotFoundException", "NoClassDefFoundError"));
  }

  private static Optional<Throwable> interrupted(Causes causes) {
    return causes
        .named("InterruptedException", "InterruptedIOException", "ClosedByInterruptException")
        .filter(failure -> !failure.getClass().getName().contains("net."))
        .or(() -> causes.named("TaskKilledException"))
        .or(
            () ->
                causes.containing(
                    "SparkContext was shut down",
                    "Cannot call methods on a stopped SparkContext",
                    "Task not run because SparkContext",
                    "cancelled"));
  }
}
