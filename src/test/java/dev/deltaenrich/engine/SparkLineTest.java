package dev.deltaenrich.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparkLineTest {
  private static final Runtime.Version JAVA_17 = Runtime.Version.parse("17.0.15");
  private static final SparkLine OLD = new SparkLine("3.4", "2.12", "2.4.0", "3.3.4", List.of(17));
  private static final SparkLine NEW =
      new SparkLine("4.1", "2.13", "4.4.0", "3.4.2", List.of(17, 21));

  @Test
  void theTestsRunOnTheLineThatThePomNames() {
    assertThatCode(SparkLine::requireFit).doesNotThrowAnyException();
  }

  @Test
  void releasesOfTheLineFit() {
    assertThat(OLD.misfit(JAVA_17, "3.4.4", "2.12.17", "3.3.6")).isEmpty();
    assertThat(NEW.misfit(Runtime.Version.parse("21.0.1"), "4.1.9", "2.13.17", "3.5.0")).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThat(OLD.misfit(JAVA_17, "3.40.1", "2.12.17", "3.3.4")).contains("this is Spark 3.40.1");
    assertThat(OLD.misfit(JAVA_17, "4.1.3", "2.13.17", "3.4.2")).contains("this is Spark 4.1.3");
    assertThat(OLD.misfit(JAVA_17, "3.4.4", "2.13.8", "3.3.4"))
        .contains("this Spark is for Scala 2.13.8");
    assertThat(OLD.misfit(Runtime.Version.parse("21.0.1"), "3.4.4", "2.12.17", "3.3.4"))
        .contains("this is Java 21.0.1");
    assertThat(OLD.misfit(JAVA_17, "3.4.4", "2.12.17", "3.4.1"))
        .contains("this Spark has Hadoop 3.4.1, with another AWS SDK");
    assertThat(NEW.misfit(Runtime.Version.parse("25"), "4.1.3", "2.13.17", "3.4.2"))
        .contains("this is Java 25");
    assertThat(NEW.needs()).isEqualTo("Spark 4.1 for Scala 2.13 with Delta 4.4, on Java 17 or 21");
  }
}
