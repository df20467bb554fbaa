package dev.deltaenrich.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** The right answer for the sample data with the whole lookup file, as spark-sql prints rows. */
final class ExpectedAnswer {
  private ExpectedAnswer() {}

  /** transaction_id, merchant_id and enriched_category, in the order of the first. */
  static List<List<String>> rows() {
    try (var lines = Files.lines(Landscape.PROJECT.resolve("sample-data/expected.csv"))) {
      return lines.skip(1).map(ExpectedAnswer::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> row(String line) {
    return Arrays.stream(line.split(",", -1)).map(cell -> cell.isEmpty() ? "NULL" : cell).toList();
  }
}
