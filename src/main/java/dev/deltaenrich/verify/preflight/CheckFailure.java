package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.failure.EnrichException;

/** What is wrong, as the message, and what to do about it. */
final class CheckFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final String ADVICE = "; ";

  private final String fix;

  CheckFailure(String detail, String fix) {
    super(detail);
    this.fix = fix;
  }

  String fix() {
    return fix;
  }

  /** Takes {@code Cannot <do>: <cause>; <what to do>} apart. */
  static CheckFailure of(EnrichException failure) {
    String message = failure.getMessage();
    int advice = message.indexOf(ADVICE);
    return advice < 0
        ? new CheckFailure(message, "see the log")
        : new CheckFailure(
            message.substring(0, advice), message.substring(advice + ADVICE.length()));
  }
}
