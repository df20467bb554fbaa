package dev.deltaenrich.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.util.List;

/** The right answer for the sample data with the whole lookup file, as spark-sql prints rows. */
final class ExpectedAnswer {
  private ExpectedAnswer() {}

  /** transaction_id, merchant_id and enriched_category, in the order of the first. */
  static List<List<String>> rows() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    settings.setNullValue("NULL");
    return new CsvParser(settings)
        .parseAll(Landscape.PROJECT.resolve("sample-data/expected.csv").toFile(), UTF_8).stream()
            .map(List::of)
            .toList();
  }
}
