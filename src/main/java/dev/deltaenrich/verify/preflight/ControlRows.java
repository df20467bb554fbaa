package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Whether the rows of app_configs that concern the job say something it understands. */
final class ControlRows {
  private static final String ENABLED = "data_ingestion_enabled";
  private static final String MAX_BATCH = "max_batch_size";

  private ControlRows() {}

  static String read(Connection open, String table) throws SQLException, CheckFailure {
    String enabled = value(open, table, ENABLED, "true|false", "true or false");
    String batch = value(open, table, MAX_BATCH, "0*[1-9]\\d{0,8}", "a number of files from 1");
    return "%s, %s%s"
        .formatted(enabled, batch, enabled.endsWith("=false") ? "; enrich will write nothing" : "");
  }

  private static String value(
      Connection open, String table, String row, String pattern, String wanted)
      throws SQLException, CheckFailure {
    List<String> values =
        DatabaseChecks.texts(
            open,
            "SELECT config_value FROM %s WHERE config_key = ?"
                .formatted(SqlIdentifier.qualified(table)),
            row);
    if (values.isEmpty()) {
      return row + " not set";
    }
    String value = String.valueOf(values.get(0)).strip();
    if (!value.toLowerCase(Locale.ROOT).matches(pattern)) {
      throw new CheckFailure(
          "row '%s' of %s has the value '%s', not %s".formatted(row, table, value, wanted),
          "update the row, or set controls.enabled=false");
    }
    return row + "=" + value;
  }
}
