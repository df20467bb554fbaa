package dev.deltaenrich.lineage;

import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.NamingScan;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;

/**
 * Tells that Spark failed to read a file of the curated table. A file that is missing, or a store
 * that fails, is told by its own code.
 *
 * @param action what the file was read for: {@code Cannot <action>: …}
 */
record UnreadableFile(String action) implements NamingScan.Failure {
  @Override
  public EnrichException of(String uri, Exception failure) {
    EnrichException known =
        FailureTranslator.translate("%s: read %s".formatted(action, uri), failure);
    return switch (known.code()) {
      case FILE_CORRUPT, UNEXPECTED ->
          new EnrichException(
              ErrorCode.FILE_UNREADABLE,
              "Cannot %s: Spark cannot read %s (%s); run verify, which tells whether another reader can"
                  .formatted(action, uri, FailureTranslator.rootCause(failure)),
              failure);
      default -> known;
    };
  }
}
