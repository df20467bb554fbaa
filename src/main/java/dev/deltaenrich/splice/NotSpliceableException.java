package dev.deltaenrich.splice;

/**
 * A file that cannot be spliced, though other ways of reading it may work. Nothing was written. The
 * message is the reason, a phrase for people that goes on from "cannot be spliced: ".
 */
public final class NotSpliceableException extends Exception {
  private static final long serialVersionUID = 1L;

  NotSpliceableException(String reason) {
    super(reason);
  }

  NotSpliceableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
