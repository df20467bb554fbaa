package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.junit.jupiter.api.Test;

class ConflictsTest {
  private static final EnrichException CONFLICT =
      new EnrichException(ErrorCode.COMMIT_CONFLICT, "Cannot commit: another was first; run again");

  private final Conflicts conflicts = new Conflicts();

  private void requireAnotherAttempts(int times) {
    for (int i = 0; i < times; i++) {
      assertThatCode(() -> conflicts.requireAnotherAttempt(CONFLICT)).doesNotThrowAnyException();
    }
  }

  @Test
  void theFifthInARowEndsTheRun() {
    requireAnotherAttempts(4);

    assertThatThrownBy(() -> conflicts.requireAnotherAttempt(CONFLICT))
        .isSameAs(CONFLICT)
        .hasMessage("Cannot commit: another was first; run again");
  }

  @Test
  void aCommitThatCameThroughEndsTheRow() {
    requireAnotherAttempts(2);
    conflicts.reset();

    requireAnotherAttempts(3);
  }

  @Test
  void anyOtherFailureEndsTheRunAtOnce() {
    EnrichException other =
        new EnrichException(ErrorCode.COMMIT_UNKNOWN, "Cannot tell whether the commit landed");

    assertThatThrownBy(() -> conflicts.requireAnotherAttempt(other))
        .isSameAs(other)
        .hasMessage("Cannot tell whether the commit landed");
  }
}
