package dev.deltaenrich.source;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * A table of which changed rows alone are to be read.
 *
 * @param identity server, its timeline, database and table: another table of the name is another
 * @param type the changed column's, as PostgreSQL calls it
 * @param nullable whether the column may be null
 * @param index an index that begins with the column
 */
record TrackedTable(String identity, String type, boolean nullable, Optional<String> index) {
  private static final Set<String> TYPES =
      Set.of(
          "timestamp with time zone",
          "timestamp without time zone",
          "date",
          "bigint",
          "integer",
          "smallint");

  /** A timeline begins where a server was restored or promoted. */
  private static final String QUERY =
      """
      SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
          (SELECT timeline_id FROM pg_control_checkpoint()),
          (SELECT oid FROM pg_database WHERE datname = current_database()), c.oid),
        relkind = 'r' AND relam IN (0, (SELECT oid FROM pg_am WHERE amname = 'heap'))
          AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
        atttypid::regtype::text, NOT attnotnull,
        (SELECT min(x.relname) FROM pg_index JOIN pg_class x ON x.oid = indexrelid
          JOIN pg_am m ON m.oid = x.relam
          WHERE indrelid = c.oid AND indkey[0] = attnum AND indisvalid AND indpred IS NULL
            AND amname = 'btree')
      FROM pg_class c
        LEFT JOIN pg_attribute ON attrelid = c.oid AND attname = ? AND attnum > 0 AND NOT attisdropped
      WHERE c.oid = to_regclass(?)""";

  /**
   * The lookup's.
   *
   * @throws EnrichException CHANGED_COLUMN where changed rows cannot be told, LOOKUP_COLUMN_MISSING
   */
  static TrackedTable of(Connection connection, LookupSettings lookup) throws SQLException {
    String column = lookup.changes().orElseThrow().name();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, column);
      statement.setString(2, SqlIdentifier.qualified(lookup.table()));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || !row.getBoolean(2)) {
          throw new EnrichException(
              ErrorCode.CHANGED_COLUMN,
              "Cannot read changed rows of lookup %s: it is no ordinary table, of which alone PostgreSQL tells when rows were written; leave lookup.changed-column empty, or set lookup.table to such a table"
                  .formatted(lookup.table()));
        }
        requireUsable(lookup, column, row.getString(3));
        return new TrackedTable(
            row.getString(1),
            row.getString(3),
            row.getBoolean(4),
            Optional.ofNullable(row.getString(5)));
      }
    }
  }

  private static void requireUsable(LookupSettings lookup, String column, String type) {
    if (type == null) {
      throw new EnrichException(
          ErrorCode.LOOKUP_COLUMN_MISSING,
          "Cannot read changed rows of lookup %s: it has no column '%s'; change lookup.changed-column"
              .formatted(lookup.table(), column));
    }
    if (!TYPES.contains(type)) {
      throw new EnrichException(
          ErrorCode.CHANGED_COLUMN,
          "Cannot read changed rows of lookup %s: its column '%s' is %s, and only times, dates and whole numbers tell what changed; name another column, or leave lookup.changed-column empty"
              .formatted(lookup.table(), column, type));
    }
  }
}
