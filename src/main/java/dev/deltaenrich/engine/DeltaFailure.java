package dev.deltaenrich.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.deltaenrich.failure.ErrorCode;
import java.net.URISyntaxException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkThrowable;

/** What Delta throws about a table's log, protocol and commits, as what users see. */
final class DeltaFailure {
  /** Delta's error classes (delta-error-classes.json) for a table that is newer than it. */
  private static final Set<String> TOO_NEW =
      Set.of(
          "DELTA_INVALID_PROTOCOL_VERSION",
          "DELTA_UNSUPPORTED_FEATURES_FOR_READ",
          "DELTA_UNSUPPORTED_FEATURES_FOR_WRITE",
          "DELTA_UNSUPPORTED_FEATURES_IN_CONFIG",
          "DELTA_UNSUPPORTED_COLUMN_MAPPING_MODE",
          "DELTA_UNSUPPORTED_COLUMN_MAPPING_WRITE");

  /** Delta's error classes for a log that lacks something or contradicts itself. */
  private static final Set<String> BROKEN =
      Set.of(
          "DELTA_CHECKPOINT_NON_EXIST_TABLE",
          "DELTA_CHECKPOINT_SNAPSHOT_MISMATCH",
          "DELTA_DUPLICATE_ACTIONS_FOUND",
          "DELTA_EMPTY_DIRECTORY",
          "DELTA_LOG_ALREADY_EXISTS",
          "DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE",
          "DELTA_MISSING_PART_FILES",
          "DELTA_MISSING_TRANSACTION_LOG",
          "DELTA_STATE_RECOVER_ERROR",
          "DELTA_TRUNCATED_TRANSACTION_LOG",
          "DELTA_TXN_LOG_FAILED_INTEGRITY",
          "DELTA_UNRECOGNIZED_FILE_ACTION",
          "DELTA_UNRECOGNIZED_LOGFILE",
          "DELTA_VERSIONS_NOT_CONTIGUOUS");

  private static final String REPAIR =
      "restore what was deleted from its _delta_log or changed there";

  static final List<FailureRule> RULES =
      List.of(
          new FailureRule(
              DeltaFailure::tooNew,
              ErrorCode.FEATURE_UNSUPPORTED,
              failure ->
                  "the table asks for more than Delta %s has (%s)"
                      .formatted(io.delta.package$.MODULE$.VERSION(), Causes.text(failure)),
              "use a newer Delta, or a table without that feature"),
          new FailureRule(
              causes -> ofClass(causes, BROKEN),
              ErrorCode.LOG_BROKEN,
              "its Delta log is broken: %s",
              REPAIR),
          new FailureRule(
              causes ->
                  causes
                      .first(ConcurrentModificationException.class)
                      .filter(failure -> failure.getClass().getName().contains(".delta.")),
              ErrorCode.COMMIT_CONFLICT,
              "another writer committed at the same time (%s)",
              "run again"),
          new FailureRule(
              causes -> causes.named("VersionNotFoundException"),
              ErrorCode.HISTORY_GONE,
              "%s",
              "the version is no longer kept"),
          new FailureRule(
              causes ->
                  causes.first(
                      failure ->
                          failure instanceof UnsupportedOperationException
                              && errorClass(failure).startsWith("DELTA_")),
              ErrorCode.FEATURE_UNSUPPORTED,
              "Delta refuses it: %s",
              "change the table's properties, or choose another table"),
          // What parsing the log throws: on paths that are no URIs, on JSON that does not parse.
          new FailureRule(
              causes -> causes.first(URISyntaxException.class),
              ErrorCode.LOG_BROKEN,
              "its Delta log holds a path that is no URI to Delta: %s",
              "rewrite the table's files with the program that wrote them, and have it spell paths as URIs"),
          new FailureRule(
              causes -> causes.first(JsonProcessingException.class),
              ErrorCode.LOG_BROKEN,
              "its Delta log holds JSON that does not parse: %s",
              REPAIR));

  private DeltaFailure() {}

  private static Optional<Throwable> ofClass(Causes causes, Set<String> errorClasses) {
    return causes.first(failure -> errorClasses.contains(errorClass(failure)));
  }

  /** Empty where the failure has none. */
  private static String errorClass(Throwable failure) {
    return failure instanceof SparkThrowable told && told.getErrorClass() != null
        ? told.getErrorClass()
        : "";
  }

  /** Also a version that Delta knows only with a list of features, or does not know at all. */
  private static Optional<Throwable> tooNew(Causes causes) {
    return ofClass(causes, TOO_NEW)
        .or(() -> causes.containing("Mismatched minReaderVersion", "Mismatched minWriterVersion"));
  }
}
