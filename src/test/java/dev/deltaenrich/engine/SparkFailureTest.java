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

  @Test
  void aJavaThatSparkCannotRunOnIsNamed() {
    String[] texts = {
      "getSubject is not supported", // Java 24 and later
      "java.lang.NoSuchMethodException: java.nio.DirectByteBuffer.<init>(long,int)" // 21 and later
    };
    for (String text : texts) {
      EnrichException failure =
          FailureTranslator.translate(
              "run the command", new RuntimeException(new UnsupportedOperationException(text)));

      assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
      assertThat(failure)
          .hasMessage(
              "Cannot run the command: this is Java %s, and Spark 3.4 needs Java 17; set JAVA_HOME to a JDK 17",
              Runtime.version());
    }
  }
}
