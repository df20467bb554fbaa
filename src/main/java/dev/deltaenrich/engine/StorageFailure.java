package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import java.util.Optional;

/** What object stores and networks throw, as what users see. */
final class StorageFailure {
  private StorageFailure() {}

  /** The user-facing form of {@code failure}; empty when it is none of the store's. */
  static Optional<EnrichException> translate(String action, Throwable failure) {
    return Optional.empty();
  }
}
