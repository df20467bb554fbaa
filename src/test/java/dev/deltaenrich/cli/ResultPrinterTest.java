package dev.deltaenrich.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResultPrinterTest {
  private final Screen screen = new Screen();
  private final ResultPrinter text =
      new ResultPrinter(screen.outStream(), screen.errStream(), false);
  private final ResultPrinter json =
      new ResultPrinter(screen.outStream(), screen.errStream(), true);

  /** A result with one component of each kind. */
  private record Shown(
      long rows, double rate, String missing, List<String> names, Map<String, Long> keys)
      implements Result {
    @Override
    public Report report() {
      return Report.titled("not in JSON").build();
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.DATA;
    }
  }

  @Test
  void alignsFigures() {
    print(Report.titled("Enriched").figure("rows", 1000).figure("unknown-key", 7).build());

    assertThat(screen.out())
        .isEqualTo(
            """
            Enriched
              rows         1000
              unknown-key  7
            """);
  }

  @Test
  void alignsTablesWithNullCellsAndPutsNotesLast() {
    print(
        Report.titled("Differs")
            .note("two rows differ")
            .table(
                "First rows",
                List.of("id", "category"),
                List.of(Arrays.asList("a", null), List.of("longer", "Groceries")))
            .build());

    assertThat(screen.out())
        .isEqualTo(
            """
            Differs

            First rows
              id      category
              a       null
              longer  Groceries
            two rows differ
            """);
  }

  @Test
  void printsATableWithoutRowsAndAReportWithoutFigures() {
    print(Report.titled("Empty").table("Rows", List.of("id"), List.of()).build());

    assertThat(screen.out()).isEqualTo("Empty\n\nRows\n  id\n");
  }

  @Test
  void showsLineBreaksAndControlCharactersAsEscapes() {
    print(
        Report.titled("a\nb")
            .figure("key", "x\r\n\ty\u001b[31m %s 😀")
            .table("t\nu", List.of("c"), List.of(List.of("\u0000")))
            .note("n\nm")
            .build());

    assertThat(screen.out())
        .isEqualTo(
            """
            a\\nb
              key  x\\r\\n\\ty\\u001b[31m %s 😀

            t\\nu
              c
              \\u0000
            n\\nm
            """);
  }

  @Test
  void printsAResultAsOneJsonLine() {
    json.print(
        "verify",
        new Shown(3, 0.5, null, List.of("é\n", "\"😀\""), new TreeMap<>(Map.of("k", 1L))));

    assertThat(screen.out())
        .isEqualTo(
            "{\"command\":\"verify\",\"exit\":3,\"rows\":3,\"rate\":0.5,\"missing\":null,"
                + "\"names\":[\"é\\n\",\"\\\"😀\\\"\"],\"keys\":{\"k\":1}}\n");
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void printsAFailureAsOneLineOnStderr() {
    text.printFailure(new EnrichException(ErrorCode.LOOKUP_EMPTY, "Cannot join:\nno 100% rows"));

    assertThat(screen.err()).isEqualTo("delta-enrich: LOOKUP_EMPTY: Cannot join:\\nno 100% rows\n");
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void printsAFailureAsJsonOnStdoutToo() {
    json.printFailure(new EnrichException(ErrorCode.LOOKUP_EMPTY, "Cannot join"));

    assertThat(screen.out())
        .isEqualTo("{\"exit\":3,\"code\":\"LOOKUP_EMPTY\",\"message\":\"Cannot join\"}\n");
    assertThat(screen.err()).isEqualTo("delta-enrich: LOOKUP_EMPTY: Cannot join\n");
  }

  private void print(Report report) {
    text.print("enrich", () -> report);
  }
}
