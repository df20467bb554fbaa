package dev.deltaenrich.sink;

import java.io.IOException;

/** The store gave no final answer in time: an object may have been written, or still be. */
final class UnansweredPutException extends IOException {
  private static final long serialVersionUID = 1L;

  UnansweredPutException(String message, Throwable cause) {
    super(message, cause);
  }
}
