package dev.deltaenrich.sink;

import java.util.Arrays;

/**
 * Says of the failure it is suppressed in that the store could not be tried before the first commit
 * to it, so that nothing of the commit was sent. The failure itself stays what it is: Delta and
 * others know some of them.
 */
final class UntriedStoreException extends Exception {
  private static final long serialVersionUID = 1L;

  UntriedStoreException() {
    super("the store could not be tried; nothing of the commit was sent");
  }

  /** Whether {@code failure} has this mark. */
  static boolean marks(Throwable failure) {
    return Arrays.stream(failure.getSuppressed()).anyMatch(UntriedStoreException.class::isInstance);
  }
}
