package dev.deltaenrich.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  /** Schedulers decide on these numbers. */
  @Test
  void exitCodesNeverChange() {
    assertThat(ExitCode.DONE.value()).isZero();
    assertThat(ExitCode.RETRY.value()).isEqualTo(1);
    assertThat(ExitCode.CHANGE_NEEDED.value()).isEqualTo(2);
    assertThat(ExitCode.DATA.value()).isEqualTo(3);
    assertThat(ExitCode.UNKNOWN.value()).isEqualTo(4);
  }

  @Test
  void noFailureLooksLikeSuccess() {
    assertThat(ErrorCode.values()).extracting(ErrorCode::exitCode).doesNotContain(ExitCode.DONE);
  }

  @Test
  void onlyWhatMayPassByItselfIsTriedAgain() {
    assertThat(Arrays.stream(ErrorCode.values()))
        .filteredOn(code -> code.exitCode() == ExitCode.RETRY)
        .containsExactly(
            ErrorCode.STORE_UNREACHABLE,
            ErrorCode.DATABASE_UNREACHABLE,
            ErrorCode.SPARK_FAILED,
            ErrorCode.COMMIT_CONFLICT,
            ErrorCode.UNEXPECTED);
    assertThat(ErrorCode.COMMIT_UNKNOWN.exitCode()).isEqualTo(ExitCode.UNKNOWN);
  }

  @Test
  void aFailureTravelsFromExecutorToDriver() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new EnrichException(ErrorCode.ROW_COUNT, "Cannot read", new IOException()));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject())
          .isInstanceOfSatisfying(
              EnrichException.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.ROW_COUNT);
                assertThat(failure).hasMessage("Cannot read");
              });
    }
  }
}
