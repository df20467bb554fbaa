package dev.deltaenrich.sink;

import java.io.IOException;

/** The store could not be tried before the first commit to it; nothing of the commit was sent. */
final class UntriedStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  UntriedStoreException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
