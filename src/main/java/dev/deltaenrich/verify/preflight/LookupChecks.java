package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.source.LookupPreview;
import dev.deltaenrich.source.ReferenceTables;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a lookup's table. Whether it can be used is for the code to say that reads it in
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

  /** Makes them, each after the one it needs. */
  void addTo(Checklist checks, DatabaseSession database, String postgres) {
    String there = named("lookup table", lookup);
    String described = named("lookup columns", lookup);
    String readable = named("lookup rights", lookup);
    checks.add(there, () -> database.ask(action("look for"), this::table), postgres);
    checks.add(described, () -> database.ask(action("describe"), this::columns), there);
    checks.add(readable, () -> database.ask(action("read"), this::rights), described);
    if (lookup.changes().isPresent()) {
      checks.add(
          named("lookup changes", lookup),
          () -> database.ask(action("find changes of"), this::changes),
          readable);
    }
    // Last, since on a large table it is the one that may run into the limit.
    checks.add(
        named("lookup keys", lookup),
        () -> database.ask(action("count keys of"), open -> keys(open, database)),
        readable);
  }

  /** A check's name, with that of the lookup where it has one. */
  static String named(String check, LookupSettings lookup) {
    return lookup.name().isEmpty() ? check : check + ": " + lookup.name();
  }

  private String action(String verb) {
    return verb + " lookup " + table;
  }

  /** That there is a table or view of that name. */
  private String table(Connection open) throws SQLException, CheckFailure {
    List<String> found =
        DatabaseSession.texts(
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
          "%s, or change %s"
              .formatted(
                  ReferenceTables.remedy(table, lookup.jdbc()),
                  lookup.keyOf(Setting.LOOKUP_TABLE)));
    }
    return found.get(0);
  }

  /** That it has every column that is to be looked up, and all of types that can be used. */
  private String columns(Connection open) throws SQLException, CheckFailure {
    List<String> found =
        DatabaseSession.texts(
            open,
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
            SqlIdentifier.qualified(table));
    for (String column : named()) {
      if (!found.contains(column)) {
        throw new CheckFailure(
            "%s has no column '%s', only %s".formatted(table, column, String.join(", ", found)),
            "change %s, %s or %s, or the table"
                .formatted(
                    lookup.keyOf(Setting.LOOKUP_KEY),
                    lookup.keyOf(Setting.LOOKUP_COLUMNS),
                    lookup.keyOf(Setting.LOOKUP_DUPLICATES)));
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
  private String rights(Connection open) throws SQLException {
    new LookupPreview(open, lookup).columns();
    return "SELECT on " + String.join(", ", named());
  }

  /** That its changed rows can be told. */
  private String changes(Connection open) throws SQLException {
    try {
      return new LookupPreview(open, lookup).changes();
    } catch (EnrichException e) {
      throw lookup.inOwnKeys(e);
    }
  }

  /** That its rows can be read, and that each key is there once as keys are compared. */
  private String keys(Connection open, DatabaseSession database) throws SQLException {
    try {
      String rows = new LookupPreview(open, lookup).rows(database.limit());
      return lookup
          .duplicates()
          .orderColumn()
          .map(
              column ->
                  "%s: the first by %s %s"
                      .formatted(rows, column, lookup.duplicates().descending() ? "desc" : "asc"))
          .orElse(rows);
    } catch (SQLException e) {
      if (database.ranOutOfTime(e)) {
        return "not read, since it takes longer than %d s; enrich will do it"
            .formatted(database.limit().toSeconds());
      }
      throw e;
    }
  }
}
