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

/** The only code that says results: as text or one JSON line, and to a file where one is named. */
final class ResultPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private ResultFile file;

  ResultPrinter(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Whatever is said from now on is written to {@code file} too. */
  void writeTo(ResultFile file) {
    this.file = file;
  }

  /** Prints what {@code command} found or did. */
  void print(String command, Result result) {
    if (json || file != null) {
      ObjectNode node = JSON.createObjectNode();
      node.put("command", command);
      node.put("exit", result.exitCode().value());
      node.setAll((ObjectNode) JSON.valueToTree(result));
      sayJson(node);
    }
    if (!json) {
      printText(result.report());
    }
    out.flush();
  }

  /** A failure is one line on stderr, and with JSON one line on stdout too. */
  void printFailure(EnrichException failure) {
    if (json || file != null) {
      ObjectNode node = JSON.createObjectNode();
      node.put("exit", failure.code().exitCode().value());
      node.put("code", failure.code().name());
      node.put("message", failure.getMessage());
      sayJson(node);
    }
    err.println("delta-enrich: %s: %s".formatted(failure.code(), oneLine(failure.getMessage())));
    err.flush();
  }

  private void sayJson(ObjectNode node) {
    try {
      String line = JSON.writeValueAsString(node);
      if (json) {
        out.println(line);
      }
      if (file != null) {
        file.write(line);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private void printText(Report report) {
    out.println(oneLine(report.heading()));
    int width = report.figures().keySet().stream().mapToInt(String::length).max().orElse(0);
    report
        .figures()
        .forEach((name, value) -> out.println("  " + padded(name, width) + "  " + oneLine(value)));
    report.tables().forEach(this::printTable);
    report.notes().forEach(note -> out.println(oneLine(note)));
  }

  private void printTable(Report.Table table) {
    out.println();
    out.println(oneLine(table.title()));
    List<List<String>> lines =
        Stream.concat(Stream.of(table.header()), table.rows().stream())
            .map(row -> row.stream().map(ResultPrinter::cell).toList())
            .toList();
    int[] widths = new int[table.header().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append("  ").append(padded(line.get(i), widths[i]));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String cell(String text) {
    return text == null ? "null" : oneLine(text);
  }

  /** Shows control characters as escapes: a key from the data must not steer the terminal. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c);
      }
    }
    return line.toString();
  }
}
