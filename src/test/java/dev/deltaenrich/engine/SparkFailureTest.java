package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.junit.jupiter.api.Test;

class SparkFailureTest {
  @Test
  void aMissingClassIsForSomeoneToAddAndNotForTheSchedulerToRetry() {
    EnrichException failure =
        FailureTranslator.translate(
            "run the command", new NoClassDefFoundError("org/flywaydb/core/api/FlywayException"));

    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
    assertThat(failure)
        .hasMessage(
            "Cannot run the command: a class is missing on the driver or an executor"
                + " (org/flywaydb/core/api/FlywayException); give spark-submit the bundle jar, or"
                + " --packages with the versions of the README");
  }
}
