package dev.deltaenrich.source;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the two rows of app_configs that concern this job. */
public final class ControlsReader {
  private static final String ENABLED = "data_ingestion_enabled";
  private static final String MAX_BATCH = "max_batch_size";

  private ControlsReader() {}

  /**
   * The controls as the connection's transaction sees them; a row that is not there says nothing.
   *
   * @param table the controls' table, optionally with a schema
   * @throws EnrichException CONTROL_INVALID when a value does not parse or a row is there twice; it
   *     names the row
   */
  public static Controls read(Connection connection, String table) throws SQLException {
    Map<String, String> values = new HashMap<>();
    String sql =
        "SELECT config_key, config_value FROM %s WHERE config_key IN (?, ?)"
            .formatted(SqlIdentifier.qualified(table));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, ENABLED);
      statement.setString(2, MAX_BATCH);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String key = rows.getString(1);
          if (values.containsKey(key)) {
            throw invalid(table, "it has several rows '%s'".formatted(key), "leave one");
          }
          values.put(key, rows.getString(2));
        }
      }
    }
    return new Controls(enabled(table, values), maxBatch(table, values));
  }

  private static boolean enabled(String table, Map<String, String> values) {
    if (!values.containsKey(ENABLED)) {
      return Controls.NONE.ingestionEnabled();
    }
    String value = values.get(ENABLED);
    return switch (word(value)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unparsed(table, ENABLED, value, "true or false");
    };
  }

  private static int maxBatch(String table, Map<String, String> values) {
    if (!values.containsKey(MAX_BATCH)) {
      return Controls.NONE.maxBatchSize();
    }
    String value = values.get(MAX_BATCH);
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
