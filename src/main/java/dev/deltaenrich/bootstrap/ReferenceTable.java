package dev.deltaenrich.bootstrap;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the tables that bootstrap owns, as it is in a database: someone may have made it by hand.
 *
 * @param name its name
 * @param columns its columns by name; empty if there is no such table
 */
record ReferenceTable(String name, Map<String, Column> columns) {
  static final String MERCHANTS = "merchant_lookup";
  static final String MERCHANT_ID = "merchant_id";
  static final String MERCHANT_NAME = "merchant_name";
  static final String CATEGORY = "category";
  static final String CONFIGS = "app_configs";
  static final String POLICIES = "policy_lookup";

  /** Those that someone may have made by hand. */
  static final List<String> NAMES = List.of(MERCHANTS, CONFIGS, POLICIES);

  private static final Map<String, List<String>> NEEDED =
      Map.of(
          MERCHANTS,
          List.of(MERCHANT_ID, MERCHANT_NAME, CATEGORY),
          CONFIGS,
          List.of("config_key", "config_value"),
          POLICIES,
          List.of("policy_id", "holder_type", "product", "region"));

  /** In the schema in which migrations would create it, whatever else search_path shows. */
  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory = 'S',
             CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4
                  THEN a.atttypmod - 4 END
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
      WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), ?))
        AND a.attnum > 0 AND NOT a.attisdropped
      """;

  /**
   * A column.
   *
   * @param type as SQL spells it
   * @param text whether it is one of the text types
   * @param longest the most characters; null if unbounded
   */
  record Column(String type, boolean text, Integer longest) {}

  /** The table as it is. */
  static ReferenceTable read(Connection connection, String name) throws SQLException {
    Map<String, Column> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.put(
              rows.getString(1),
              new Column(rows.getString(2), rows.getBoolean(3), rows.getObject(4, Integer.class)));
        }
      }
    }
    return new ReferenceTable(name, columns);
  }

  boolean exists() {
    return !columns.isEmpty();
  }

  /** The most characters that {@code column} takes; no bound is a very large one. */
  int longest(String column) {
    Integer longest = columns.get(column).longest();
    return longest == null ? Integer.MAX_VALUE : longest;
  }

  /**
   * Fails if the table is there but cannot serve.
   *
   * @throws EnrichException LOOKUP_COLUMN_MISSING or LOOKUP_TYPE, naming table and columns
   */
  void requireUsable() {
    if (!exists()) {
      return;
    }
    List<String> missing =
        NEEDED.get(name).stream().filter(column -> !columns.containsKey(column)).toList();
    if (!missing.isEmpty()) {
      throw new EnrichException(
          ErrorCode.LOOKUP_COLUMN_MISSING,
          ("Cannot adopt the table %s: it was made by hand and has no column %s (it has %s);"
                  + " add what is missing, or rename the table and bootstrap again")
              .formatted(
                  name,
                  String.join(" and no column ", missing),
                  String.join(", ", columns.keySet())));
    }
    for (String column : NEEDED.get(name)) {
      if (!columns.get(column).text()) {
        throw new EnrichException(
            ErrorCode.LOOKUP_TYPE,
            ("Cannot adopt the table %s: it was made by hand and its column %s is %s, not text;"
                    + " change the column's type, or rename the table and bootstrap again")
                .formatted(name, column, columns.get(column).type()));
      }
    }
  }
}
