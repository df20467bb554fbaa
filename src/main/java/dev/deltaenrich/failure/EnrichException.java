package dev.deltaenrich.failure;

/**
 * The one exception users see. Its message is a single line of the form {@code Cannot <do what to
 * which object>: <cause with values>; <what to do>} and never holds a secret.
 *
 * <p>Serializable, since tasks throw it on executors and the driver reports it.
 */
public final class EnrichException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * @param code the kind of failure
   * @param message one line for people
   * @param cause what was caught, for the log; may be null
   */
  public EnrichException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * @param code the kind of failure
   * @param message one line for people
   */
  public EnrichException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }
}
