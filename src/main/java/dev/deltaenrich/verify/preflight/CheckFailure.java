package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;

/** What is wrong, as the message, and what to do about it. */
final class CheckFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final String ADVICE = "; ";

  private final String fix;
  private final boolean passing;

  /** Someone has to change something first. */
  CheckFailure(String detail, String fix) {
    this(detail, fix, false);
  }

  private CheckFailure(String detail, String fix, boolean passing) {
    super(detail);
    this.fix = fix;
    this.passing = passing;
  }

  /** It may be over when tried again. */
  static CheckFailure passing(String detail, String fix) {
    return new CheckFailure(detail, fix, true);
  }

  String fix() {
    return fix;
  }

  /** Whether it may be over when tried again. */
  boolean passing() {
    return passing;
  }

  /** Takes {@code Cannot <do>: <cause>; <what to do>} apart. */
  static CheckFailure of(EnrichException failure) {
    String message = failure.getMessage();
    int advice = message.indexOf(ADVICE);
    boolean passing = failure.code().exitCode() == ExitCode.RETRY;
    return advice < 0
        ? new CheckFailure(message, "see the log", passing)
        : new CheckFailure(
            message.substring(0, advice), message.substring(advice + ADVICE.length()), passing);
  }
}
