package dev.deltaenrich.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** The only code that prints results: as text, or as one JSON line. */
final class ResultPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  ResultPrinter(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  void print(String command, Result result) {
    if (json) {
      ObjectNode node = JSON.createObjectNode();
      node.put("command", command);
      node.put("exit", result.exitCode().value());
      node.setAll((ObjectNode) JSON.valueToTree(result));
      printLine(node);
    } else {
      printText(result.report());
    }
    out.flush();
  }

  /** A failure is one line on stderr, and with JSON one line on stdout too. */
  void printFailure(EnrichException failure) {
    if (json) {
      ObjectNode node = JSON.createObjectNode();
      node.put("exit", failure.code().exitCode().value());
      node.put("code", failure.code().name());
      node.put("message", failure.getMessage());
      printLine(node);
    }
    err.printf("delta-enrich: %s: %s%n", failure.code(), oneLine(failure.getMessage()));
    err.flush();
  }

  private void printLine(ObjectNode node) {
    try {
      out.println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private void printText(Report report) {
    out.println(report.heading());
    int width = report.figures().keySet().stream().mapToInt(String::length).max().orElse(0);
    report
        .figures()
        .forEach(
            (name, value) ->
                out.printf("  %-" + Math.max(width, 1) + "s  %s%n", name, oneLine(value)));
    report.tables().forEach(this::printTable);
    report.notes().forEach(out::println);
  }

  private void printTable(Report.Table table) {
    out.println();
    out.println(table.title());
    List<List<String>> lines =
        Stream.concat(Stream.of(table.header()), table.rows().stream())
            .map(row -> row.stream().map(cell -> cell == null ? "null" : oneLine(cell)).toList())
            .toList();
    int columns = table.header().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder(" ");
      for (int i = 0; i < columns; i++) {
        text.append(' ').append(String.format("%-" + Math.max(widths[i], 1) + "s ", line.get(i)));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
