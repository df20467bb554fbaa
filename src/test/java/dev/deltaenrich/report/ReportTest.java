package dev.deltaenrich.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void keepsFiguresInTheOrderTheyWereAdded() {
    Report report = Report.titled("done").figure("rows", 3).figure("matched", null).build();

    assertThat(report.heading()).isEqualTo("done");
    assertThat(report.figures().toString()).isEqualTo("{rows=3, matched=null}");
  }

  @Test
  void doesNotChangeOnceBuilt() {
    Report.Builder builder = Report.titled("done").figure("rows", 3);
    Report report = builder.build();
    builder.figure("matched", 2).note("late").table("t", List.of("a"), List.of());

    assertThat(report).isEqualTo(Report.titled("done").figure("rows", 3).build());
  }

  @Test
  void refusesARowThatDoesNotFitItsHeader() {
    List<List<String>> rows = List.of(List.of("1", "2"), Arrays.asList("1", null, "3"));

    assertThatThrownBy(() -> Report.titled("done").table("first rows", List.of("a", "b"), rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table 'first rows' has 2 columns, and a row of 3 cells");
  }
}
