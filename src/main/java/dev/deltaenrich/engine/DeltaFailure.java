package dev.deltaenrich.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.net.URISyntaxException;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.delta.DeltaThrowable;
import org.apache.spark.sql.delta.DeltaUnsupportedOperationException;
import org.apache.spark.sql.delta.VersionNotFoundException;

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

  private DeltaFailure() {}

  static Optional<EnrichException> translate(String action, Causes causes) {
    return causes
        .first(DeltaFailure::isDeltas)
        .flatMap(failure -> translate(action, failure))
        .or(() -> featureLists(action, causes))
        .or(() -> brokenText(action, causes));
  }

  private static boolean isDeltas(Throwable failure) {
    return failure instanceof DeltaThrowable
        || failure instanceof ConcurrentModificationException
        || failure instanceof VersionNotFoundException;
  }

  private static Optional<EnrichException> translate(String action, Throwable failure) {
    String errorClass = failure instanceof DeltaThrowable delta ? delta.getErrorClass() : "";
    String text = Causes.text(failure);
    if (TOO_NEW.contains(String.valueOf(errorClass))) {
      return Optional.of(tooNew(action, failure));
    }
    if (BROKEN.contains(String.valueOf(errorClass))) {
      return Optional.of(
          FailureTranslator.failure(
              ErrorCode.LOG_BROKEN, action, "its Delta log is broken: " + text, REPAIR, failure));
    }
    if (failure instanceof ConcurrentModificationException && isCommitConflict(failure)) {
      return Optional.of(
          FailureTranslator.failure(
              ErrorCode.COMMIT_CONFLICT,
              action,
              "another writer committed at the same time (%s)".formatted(text),
              "run again",
              failure));
    }
    if (failure instanceof VersionNotFoundException) {
      return Optional.of(
          FailureTranslator.failure(
              ErrorCode.HISTORY_GONE, action, text, "the version is no longer kept", failure));
    }
    if (failure instanceof DeltaUnsupportedOperationException) {
      return Optional.of(
          FailureTranslator.failure(
              ErrorCode.FEATURE_UNSUPPORTED,
              action,
              "Delta refuses it: " + text,
              "change the table's properties, or choose another table",
              failure));
    }
    return Optional.empty();
  }

  private static EnrichException tooNew(String action, Throwable failure) {
    return FailureTranslator.failure(
        ErrorCode.FEATURE_UNSUPPORTED,
        action,
        "the table asks for more than Delta %s has (%s)"
            .formatted(io.delta.package$.MODULE$.VERSION(), Causes.text(failure)),
        "use a newer Delta, or a table without that feature",
        failure);
  }

  /** A version that Delta knows only with a list of features, or does not know at all. */
  private static Optional<EnrichException> featureLists(String action, Causes causes) {
    return causes
        .saying("Mismatched minReaderVersion", "Mismatched minWriterVersion")
        .map(failure -> tooNew(action, failure));
  }

  private static boolean isCommitConflict(Throwable failure) {
    return failure.getClass().getName().contains(".delta.");
  }

  /** What parsing the log throws: paths that are no URIs, JSON that is none. */
  private static Optional<EnrichException> brokenText(String action, Causes causes) {
    return causes
        .first(URISyntaxException.class::isInstance)
        .map(
            uri ->
                FailureTranslator.failure(
                    ErrorCode.LOG_BROKEN,
                    action,
                    "its Delta log holds a path that is no URI to Delta: " + Causes.text(uri),
                    "rewrite the table's files with the program that wrote them, and have it spell paths as URIs",
                    uri))
        .or(
            () ->
                causes
                    .first(JsonProcessingException.class::isInstance)
                    .map(
                        json ->
                            FailureTranslator.failure(
                                ErrorCode.LOG_BROKEN,
                                action,
                                "its Delta log holds JSON that does not parse: "
                                    + Causes.text(json),
                                REPAIR,
                                json)));
  }
}
