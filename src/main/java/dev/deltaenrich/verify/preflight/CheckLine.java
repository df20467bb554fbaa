package dev.deltaenrich.verify.preflight;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The outcome of one check.
 *
 * @param name what was looked at
 * @param status how it ended: {@code ok}, {@code failed} or {@code skipped}
 * @param detail what was found, or what is wrong, or what it needs
 * @param fix what to do; null unless it failed
 * @param passing whether it failed for a reason that may be over when tried again; not in the JSON,
 *     where the exit code of the whole says so
 */
public record CheckLine(
    String name, String status, String detail, String fix, @JsonIgnore boolean passing) {
  private static final String OK = "ok";
  private static final String FAILED = "failed";
  private static final String SKIPPED = "skipped";

  static CheckLine ok(String name, String detail) {
    return new CheckLine(name, OK, detail, null, false);
  }

  static CheckLine failed(String name, CheckFailure failure) {
    return new CheckLine(name, FAILED, failure.getMessage(), failure.fix(), failure.passing());
  }

  static CheckLine skipped(String name, String needed) {
    return new CheckLine(name, SKIPPED, "needs " + needed, null, false);
  }

  boolean isOk() {
    return status.equals(OK);
  }

  boolean isFailed() {
    return status.equals(FAILED);
  }

  /** For people, on one line. */
  String text() {
    return switch (status) {
      case OK -> "ok       %s: %s".formatted(name, detail);
      case FAILED -> "FAILED:  %s: %s; fix: %s".formatted(name, detail, fix);
      default -> "skipped: %s: %s".formatted(name, detail);
    };
  }
}
