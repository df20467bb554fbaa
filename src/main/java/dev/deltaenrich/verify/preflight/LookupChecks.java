package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.Duplicates;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is asked of the lookup table. Names go into SQL quoted, and into look-ups in the catalog as
 * bound values.
 */
final class LookupChecks {
  private static final int SHOWN = 3;

  /** Read as text by the job although PostgreSQL does not count them as strings. */
  private static final List<String> TEXT_LIKE = List.of("uuid");

  private final LookupSettings lookup;
  private final Rule rule;
  private final String table;

  LookupChecks(Settings settings) {
    this.lookup = settings.lookup();
    this.rule = settings.rule();
    this.table = lookup.table();
  }

  /** That there is a table or view of that name. */
  String table(Connection open) throws SQLException, CheckFailure {
    List<String> found =
        DatabaseChecks.texts(
            open,
            """
            SELECT format('%s %I.%I', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
              WHEN 'f' THEN 'foreign table' ELSE 'table' END, nspname, relname)
            FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE pg_class.oid = to_regclass(?) AND relkind IN ('r', 'p', 'v', 'm', 'f')""",
            SqlIdentifier.qualified(table));
    if (found.isEmpty()) {
      throw new CheckFailure(
          "there is no table or view '%s'".formatted(table),
          "run bootstrap, or change lookup.table");
    }
    return found.get(0);
  }

  /** That it has the key, as text, and every column that is to be looked up. */
  String columns(Connection open) throws SQLException, CheckFailure {
    Map<String, ColumnType> found = columnTypes(open);
    for (String column : named()) {
      if (!found.containsKey(column)) {
        throw new CheckFailure(
            "%s has no column '%s', only %s"
                .formatted(table, column, String.join(", ", found.keySet())),
            "change lookup.key, lookup.columns or lookup.duplicates, or the table");
      }
    }
    ColumnType key = found.get(lookup.key());
    if (!key.isText()) {
      throw new CheckFailure(
          "key column '%s' is %s, not text".formatted(lookup.key(), key.name()),
          "make a view that casts it to text, and name the view in lookup.table");
    }
    return named().stream()
        .map(column -> column + " " + found.get(column).name())
        .collect(Collectors.joining(", "));
  }

  /** A column's type as PostgreSQL writes it, and whether keys can be of it. */
  private record ColumnType(String name, String category) {
    boolean isText() {
      return category.equals("S") || TEXT_LIKE.contains(name);
    }
  }

  private Map<String, ColumnType> columnTypes(Connection open) throws SQLException {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    try (PreparedStatement statement =
        open.prepareStatement(
            """
            SELECT attname, format_type(atttypid, atttypmod), typcategory
            FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""")) {
      statement.setString(1, SqlIdentifier.qualified(table));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), new ColumnType(rows.getString(2), rows.getString(3)));
        }
      }
    }
    return types;
  }

  /** Every column the settings name: key, looked-up columns, order of duplicates. */
  private List<String> named() {
    List<String> named = new ArrayList<>();
    named.add(lookup.key());
    rule.columns().stream().map(NewColumn::lookupColumn).forEach(named::add);
    lookup.duplicates().orderColumn().ifPresent(named::add);
    return named.stream().distinct().toList();
  }

  /** That the user may read those columns; views ask for rights that only reading shows. */
  String rights(Connection open) throws SQLException {
    String columns = named().stream().map(SqlIdentifier::column).collect(Collectors.joining(", "));
    try (Statement statement = open.createStatement()) {
      statement.executeQuery("SELECT %s FROM %s LIMIT 1".formatted(columns, quotedTable())).close();
    }
    return "SELECT on " + String.join(", ", named());
  }

  /** That there are keys, and that each is there once in the form in which keys are compared. */
  String keys(Connection open) throws SQLException, CheckFailure {
    long[] counts = counts(open);
    if (counts[1] == 0) {
      throw new CheckFailure(
          "%s has %d rows, none with a key".formatted(table, counts[0]),
          "load it; bootstrap seeds the demo's");
    }
    List<String> duplicates = duplicates(open);
    if (!duplicates.isEmpty() && lookup.duplicates().fails()) {
      throw new CheckFailure(
          "several rows have the same key (lookup.match=%s): %s"
              .formatted(rule.match().word(), shown(duplicates)),
          "remove the surplus rows, or set lookup.duplicates=first:COLUMN");
    }
    return "%d rows".formatted(counts[0])
        + (counts[0] == counts[1]
            ? ""
            : ", of which %d without a key match nothing".formatted(counts[0] - counts[1]))
        + (duplicates.isEmpty()
            ? ", each key once"
            : ", several for %s; the first by %s is taken"
                .formatted(shown(duplicates), order(lookup.duplicates())));
  }

  private long[] counts(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), count(%s) FROM %s".formatted(key(), quotedTable()))) {
      row.next();
      return new long[] {row.getLong(1), row.getLong(2)};
    }
  }

  private List<String> duplicates(Connection open) throws SQLException {
    return DatabaseChecks.texts(
        open,
        ("SELECT %1$s FROM %2$s WHERE %3$s IS NOT NULL GROUP BY %1$s HAVING count(*) > 1"
                + " ORDER BY 1 LIMIT %4$d")
            .formatted(normalisedKey(), quotedTable(), key(), SHOWN + 1));
  }

  private static String shown(List<String> duplicates) {
    return duplicates.stream().limit(SHOWN).map("'%s'"::formatted).collect(Collectors.joining(", "))
        + (duplicates.size() > SHOWN ? " and more" : "");
  }

  private static String order(Duplicates duplicates) {
    return Optional.of(duplicates)
        .flatMap(Duplicates::orderColumn)
        .map(column -> column + (duplicates.descending() ? " desc" : " asc"))
        .orElseThrow();
  }

  private String key() {
    return SqlIdentifier.column(lookup.key());
  }

  private String quotedTable() {
    return SqlIdentifier.qualified(table);
  }

  private String normalisedKey() {
    return switch (rule.match()) {
      case EXACT -> key() + "::text";
      case TRIM -> "btrim(%s::text, ' ')".formatted(key());
      case TRIM_IGNORE_CASE -> "lower(btrim(%s::text, ' '))".formatted(key());
    };
  }
}
