package dev.deltaenrich.failure;

import java.util.regex.Pattern;

/**
 * The one exception users see. Its message is a single line of the form {@code Cannot <do what to
 * which object>: <cause with values>; <what to do>} and never holds a secret.
 *
 * <p>Serializable, since tasks throw it on executors and the driver reports it.
 */
public final class EnrichException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST_CAUSE = 20;

  private static final Pattern BREAK = Pattern.compile("\\R");

  private final ErrorCode code;

  /**
   * @param code the kind of failure
   * @param message one line for people
   * @param cause what was caught, for the log; may be null
   */
  public EnrichException(ErrorCode code, String message, Throwable cause) {
    super(BREAK.matcher(message).replaceAll("\\\\n"), cause);
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

  /**
   * What goes over the wire in its place. A cause that cannot be serialized, or whose class the
   * driver lacks, would make Spark drop the whole exception and keep only its text.
   */
  private Object writeReplace() {
    EnrichException sent = new EnrichException(code, getMessage(), portable(getCause(), 0));
    sent.setStackTrace(getStackTrace());
    return sent;
  }

  private static Throwable portable(Throwable cause, int depth) {
    if (cause == null || depth == DEEPEST_CAUSE) {
      return null;
    }
    Exception sent = new Exception(cause.toString(), portable(cause.getCause(), depth + 1));
    sent.setStackTrace(cause.getStackTrace());
    return sent;
  }
}
