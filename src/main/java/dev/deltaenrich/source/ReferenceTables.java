package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Setting;
import java.util.regex.Pattern;

/** The tables that {@code bootstrap} makes (the files of {@code db/migration}). */
public final class ReferenceTables {
  private static final Pattern NAMES =
      Pattern.compile(
          "\\b(merchant_lookup|policy_lookup|app_configs|enrichment_runs|unmatched_keys)\\b");

  private ReferenceTables() {}

  /**
   * What to do where a table is missing. Bootstrap makes its tables in the database of all lookups.
   *
   * @param text names the table, by a setting or by PostgreSQL's own sentence in any language
   * @param jdbc how the database is reached that lacks the table
   */
  public static String remedy(String text, JdbcSettings jdbc) {
    return NAMES.matcher(text).find() && !jdbc.hasOwn(Setting.LOOKUP_JDBC_URL)
        ? "run bootstrap"
        : "create it";
  }
}
