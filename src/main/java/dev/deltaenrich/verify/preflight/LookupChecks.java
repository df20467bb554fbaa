package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.source.LookupPreview;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of the lookup table. Whether it can be used is for the code to say that reads it in
 * a run.
 */
final class LookupChecks {
  /** PostgreSQL documentation, "PostgreSQL Error Codes". */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final LookupSettings lookup;
  private final String table;
  private List<KeyType> keyTypes = List.of();

  LookupChecks(LookupSettings lookup) {
    this.lookup = lookup;
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

  /** That it has every column that is to be looked up, and all of types that can be used. */
  String columns(Connection open) throws SQLException, CheckFailure {
    List<String> found =
        DatabaseChecks.texts(
            open,
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
            SqlIdentifier.qualified(table));
    for (String column : named()) {
      if (!found.contains(column)) {
        throw new CheckFailure(
            "%s has no column '%s', only %s".formatted(table, column, String.join(", ", found)),
            "change lookup.key, lookup.columns or lookup.duplicates, or the table");
      }
    }
    try {
      LookupPreview preview = new LookupPreview(open, lookup);
      keyTypes = preview.keyTypes();
      return preview.columns();
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        // The next check says so.
        return String.join(", ", named());
      }
      throw e;
    }
  }

  /** What each part of its keys is; none while {@link #columns} did not find out. */
  List<KeyType> keyTypes() {
    return keyTypes;
  }

  /** Every column the settings name: key, looked-up columns, order of duplicates. */
  private List<String> named() {
    List<String> named = new ArrayList<>();
    named.addAll(lookup.keys());
    lookup.rule().columns().stream().map(NewColumn::lookupColumn).forEach(named::add);
    lookup.duplicates().orderColumn().ifPresent(named::add);
    return named.stream().distinct().toList();
  }

  /** That the user may read those columns. */
  String rights(Connection open) throws SQLException {
    new LookupPreview(open, lookup).columns();
    return "SELECT on " + String.join(", ", named());
  }

  /** That its rows can be read, and that each key is there once as keys are compared. */
  String keys(Connection open, Duration limit) throws SQLException {
    String rows = new LookupPreview(open, lookup).rows(limit);
    return lookup
        .duplicates()
        .orderColumn()
        .map(
            column ->
                "%s: the first by %s %s"
                    .formatted(rows, column, lookup.duplicates().descending() ? "desc" : "asc"))
        .orElse(rows);
  }
}
