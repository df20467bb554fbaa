package dev.deltaenrich.source;

import dev.deltaenrich.config.ControlSettings;
import dev.deltaenrich.config.ControlsChoice;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the two rows of app_configs that concern this job. */
public final class ControlsReader {
  private static final String ENABLED = "data_ingestion_enabled";
  private static final String MAX_BATCH = "max_batch_size";

  private ControlsReader() {}

  /**
   * The controls as the connection's transaction sees them; a row that is not there says nothing.
   *
   * @param settings not those that ignore the controls
   * @return empty where their table need not be there, and the database has none of that name
   * @throws EnrichException CONTROL_INVALID when a value does not parse or a row is there twice; it
   *     names the row
   * @throws SQLException also for a table that is there and that the user may not read, or that is
   *     in a schema where names without a schema are not looked for
   */
  public static Optional<Controls> read(Connection connection, ControlSettings settings)
      throws SQLException {
    String table = settings.table();
    if (settings.choice() == ControlsChoice.AUTO && !exists(connection, table)) {
      return Optional.empty();
    }
    return Optional.of(
        new Controls(
            enabled(table, value(connection, table, ENABLED)),
            maxBatch(table, value(connection, table, MAX_BATCH))));
  }

  /**
   * Whether any schema has a table or view of that name. A name that a search path does not find
   * may be in a schema that the user may not use (PostgreSQL documentation, "The Schema Search
   * Path"): a switch there must not be passed over.
   */
  private static boolean exists(Connection connection, String table) throws SQLException {
    List<String> parts = SqlIdentifier.parts(table);
    // The cast cuts a name that is too long, as the server does where it stands in a query.
    String sql =
        "SELECT FROM pg_class WHERE relname = CAST(? AS name)"
            + " AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relpersistence <> 't'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parts.get(parts.size() - 1));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /**
   * The value of one row, as a list of one, which may be null; an empty list where there is no such
   * row. PostgreSQL decides which keys are equal: a key without a type is compared as a literal in
   * SQL would be, by the column's own type and collation.
   */
  private static List<String> value(Connection connection, String table, String key)
      throws SQLException {
    List<String> values = new ArrayList<>();
    String sql =
        "SELECT config_value::text FROM %s WHERE config_key = ?"
            .formatted(SqlIdentifier.qualified(table));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, key, Types.OTHER);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
    }
    if (values.size() > 1) {
      throw invalid(table, "it has several rows '%s'".formatted(key), "leave one");
    }
    return values;
  }

  private static boolean enabled(String table, List<String> values) {
    if (values.isEmpty()) {
      return Controls.NONE.ingestionEnabled();
    }
    String value = values.get(0);
    return switch (word(value)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unparsed(table, ENABLED, value, "true or false");
    };
  }

  private static int maxBatch(String table, List<String> values) {
    if (values.isEmpty()) {
      return Controls.NONE.maxBatchSize();
    }
    String value = values.get(0);
    if (!word(value).matches("0*[1-9]\\d{0,8}")) {
      throw unparsed(table, MAX_BATCH, value, "a number of files from 1 to 999999999");
    }
    return Integer.parseInt(word(value));
  }

  private static String word(String value) {
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  private static EnrichException unparsed(String table, String key, String value, String wanted) {
    String found = value == null ? "null" : "'%s'".formatted(value);
    return invalid(
        table,
        "its row '%s' has the value %s, not %s".formatted(key, found, wanted),
        "update the row");
  }

  private static EnrichException invalid(String table, String problem, String advice) {
    return new EnrichException(
        ErrorCode.CONTROL_INVALID,
        "Cannot honour %s: %s; %s, or pass --ignore-controls".formatted(table, problem, advice));
  }
}
