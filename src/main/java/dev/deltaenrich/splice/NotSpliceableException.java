package dev.deltaenrich.splice;

/**
 * A file that cannot be spliced, though other ways of reading it may work. Nothing was written. The
 * message is the reason in detail, a phrase for people that goes on from "cannot be spliced: ".
 */
public sealed class NotSpliceableException extends Exception permits NotParquetException {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  NotSpliceableException(Refusal reason, String detail) {
    this(reason, detail, null);
  }

  NotSpliceableException(Refusal reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The reason without the detail. */
  public Refusal reason() {
    return reason;
  }
}
