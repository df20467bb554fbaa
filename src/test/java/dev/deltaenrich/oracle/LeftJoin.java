package dev.deltaenrich.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Says that a curated table in a local folder is the left join of its raw table and the lookup, as
 * both are now: same rows as often, same order of columns, every new value right. With a
 * quarantine, the rows without a match are there and not in the curated table.
 *
 * @param rows how many there are
 * @param matched rows whose key the lookup has
 * @param nullKey rows without a key
 */
public record LeftJoin(long rows, long matched, long nullKey) {

  /** Rows whose key the lookup lacks. */
  public long unknownKey() {
    return rows - matched - nullKey;
  }

  /**
   * Compares.
   *
   * @param rawFolder the raw table
   * @param curatedFolder the curated table
   * @param settings the rule, and where the lookup is in its database
   * @param lookup a connection to the lookup's database
   * @throws AssertionError naming columns or rows that differ
   */
  public static LeftJoin check(
      Path rawFolder, Path curatedFolder, Settings settings, Connection lookup)
      throws IOException, SQLException {
    Rule rule = settings.rule();
    TableRows raw = TableRows.read(rawFolder);
    TableRows curated = TableRows.read(curatedFolder);
    assertThat(curated.names())
        .as("columns of curated")
        .isEqualTo(
            Stream.concat(raw.names().stream(), rule.columns().stream().map(NewColumn::name))
                .toList());
    Map<String, List<String>> values =
        normalised(
            LookupRows.read(
                lookup,
                settings.lookup().table(),
                settings.lookup().key(),
                rule.columns().stream().map(NewColumn::lookupColumn).toList()),
            rule.match().setting());
    int key = place(raw.names(), rule.rawKey());
    List<List<String>> expected = new ArrayList<>();
    List<List<String>> quarantined = new ArrayList<>();
    for (List<String> row : raw.rows()) {
      String it = row.get(key);
      boolean matched = it != null && values.containsKey(form(it, rule.match().setting()));
      if (matched || !rule.quarantines()) {
        expected.add(joined(row, it, values, rule));
      } else {
        quarantined.add(with(row, it == null ? "null-key" : "unknown-key"));
      }
    }
    assertThat(sorted(curated.rows())).as("rows of curated").isEqualTo(sorted(expected));
    if (settings.quarantinePath().isPresent()) {
      checkQuarantine(
          Path.of(new org.apache.hadoop.fs.Path(settings.quarantinePath().get()).toUri().getPath()),
          quarantined);
    }
    List<String> keys = raw.rows().stream().map(row -> row.get(key)).toList();
    return new LeftJoin(
        keys.size(),
        keys.stream()
            .filter(it -> it != null && values.containsKey(form(it, rule.match().setting())))
            .count(),
        keys.stream().filter(it -> it == null).count());
  }

  /** Each row has the columns of raw, the reason, the run, and the raw file. */
  private static void checkQuarantine(Path folder, List<List<String>> expected) throws IOException {
    List<List<String>> found =
        Files.exists(folder.resolve("_delta_log")) ? TableRows.read(folder).rows() : List.of();
    assertThat(sorted(found.stream().map(row -> row.subList(0, row.size() - 2)).toList()))
        .as("rows of the quarantine, with their reasons")
        .isEqualTo(sorted(expected));
  }

  private static List<String> with(List<String> row, String reason) {
    List<String> longer = new ArrayList<>(row);
    longer.add(reason);
    return longer;
  }

  private static int place(List<String> names, String key) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList()
        .indexOf(key.toLowerCase(Locale.ROOT));
  }

  private static List<String> joined(
      List<String> row, String key, Map<String, List<String>> values, Rule rule) {
    List<String> unmatched =
        Collections.nCopies(rule.columns().size(), rule.unmatched().text().orElse(null));
    List<String> joined = new ArrayList<>(row);
    joined.addAll(
        key == null
            ? unmatched
            : values.getOrDefault(form(key, rule.match().setting()), unmatched));
    return joined;
  }

  private static Map<String, List<String>> normalised(
      Map<String, List<String>> values, KeyMatch match) {
    Map<String, List<String>> found = new HashMap<>();
    values.forEach((key, row) -> found.put(form(key, match), row));
    assertThat(found).as("keys of the lookup as they are compared").hasSameSizeAs(values);
    return found;
  }

  private static String form(String key, KeyMatch match) {
    String trimmed = match == KeyMatch.EXACT ? key : key.replaceAll("^ +| +$", "");
    return match == KeyMatch.TRIM_IGNORE_CASE ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
  }

  private static List<List<String>> sorted(List<List<String>> rows) {
    return rows.stream().sorted(Comparator.comparing(List::toString)).toList();
  }
}
