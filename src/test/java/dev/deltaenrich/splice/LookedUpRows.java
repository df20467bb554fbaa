package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;

/** A lookup for keys of {@link RandomRows}, and what rows look like with its column. */
final class LookedUpRows {
  private static final String KEY = "merchant_id";
  private static final String UNMATCHED = "none";
  private static final Map<String, String> CATEGORIES = categories();

  private LookedUpRows() {}

  private static Map<String, String> categories() {
    Map<String, String> categories = new HashMap<>();
    for (int number = -10; number < 20; number++) {
      String key = "text ".repeat(Math.abs(number) % 4) + number + "ä€😀";
      categories.put(KeyMatch.TRIM.normalise(key), "category " + number % 7);
    }
    return categories;
  }

  static SpliceRule rule() {
    return Spliced.categories(CATEGORIES, UNMATCHED);
  }

  /** A row of a source as a row of the file that is made of it; without a key where it has none. */
  static String text(Group row) {
    return text(row, row);
  }

  /**
   * The same where its other columns become those of another schema.
   *
   * @param widened the row in that schema
   */
  static String text(Group row, Group widened) {
    String category =
        key(row)
            .map(key -> CATEGORIES.getOrDefault(KeyMatch.TRIM.normalise(key), UNMATCHED))
            .orElse(UNMATCHED);
    return widened + "category: " + category + "\n";
  }

  private static Optional<String> key(Group row) {
    return row.getType().getFields().stream()
        .map(Type::getName)
        .filter(KEY::equalsIgnoreCase)
        .findFirst()
        .filter(name -> row.getFieldRepetitionCount(name) > 0)
        .map(name -> row.getString(name, 0));
  }
}
