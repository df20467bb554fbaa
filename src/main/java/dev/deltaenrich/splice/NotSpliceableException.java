package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;

/**
 * A file that cannot be spliced, though other ways of reading it may work. Nothing was written. The
 * message is the reason in detail, a phrase for people that goes on from "cannot be spliced: ".
 */
public sealed class NotSpliceableException extends Exception permits NotParquetException {
  private static final long serialVersionUID = 1L;

  private final Fallback reason;

  NotSpliceableException(Fallback reason, String detail) {
    this(reason, detail, null);
  }

  NotSpliceableException(Fallback reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The reason without the detail. */
  public Fallback reason() {
    return reason;
  }
}
