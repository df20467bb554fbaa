package dev.deltaenrich.source;

import dev.deltaenrich.config.LookupSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/**
 * What is asked of a table to find the rows that changed since an earlier read, all in one
 * REPEATABLE READ transaction.
 *
 * <p>A row's system column {@code xmin} is the transaction that wrote it. A row that no transaction
 * from the earlier {@linkplain LookupMark#horizon horizon} on wrote was there at the earlier read
 * (PostgreSQL documentation, "System Columns", "Transaction ID and Snapshot Information
 * Functions"). So a row that the changed column does not tell of is seen all the same: one of a
 * transaction that began before the earlier read and ended after it, or one whose value was left or
 * set back.
 *
 * @param table the lookup's table
 * @param moment the one that the transaction reads
 */
record ChangedRows(
    Connection connection, LookupSettings lookup, TrackedTable table, ChangedRows.Moment moment) {
  /** A row names its transaction by 32 bits. */
  private static final long TRANSACTIONS = 1L << 32;

  /** The moment that the transaction reads, with the changed column's greatest value or null. */
  record Moment(String greatest, long horizon, long next) {
    /** Whether rows written since a mark can be told by their transactions. */
    boolean follows(LookupMark mark) {
      return next >= mark.next() && next - mark.horizon() < TRANSACTIONS / 2;
    }
  }

  /**
   * @param all rows of the table
   * @param keyed those with a key
   * @param untold rows written since, of which the changed column does not tell
   * @param setBack whether the column's greatest value is less than it was
   */
  record Counts(long all, long keyed, long untold, boolean setBack) {}

  /**
   * Those of a lookup.
   *
   * @throws dev.deltaenrich.failure.EnrichException CHANGED_COLUMN or LOOKUP_COLUMN_MISSING
   */
  static ChangedRows of(Connection connection, LookupSettings lookup) throws SQLException {
    TrackedTable table = TrackedTable.of(connection, lookup);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT max(%s)::text FROM %s), txid_snapshot_xmin(s), txid_snapshot_xmax(s) FROM txid_current_snapshot() s"
                    .formatted(column(lookup), name(lookup)))) {
      row.next();
      return new ChangedRows(
          connection, lookup, table, new Moment(row.getString(1), row.getLong(2), row.getLong(3)));
    }
  }

  /** Counts, by one look at the whole table, of which PostgreSQL may give parts to processes. */
  Counts counts(LookupMark since) throws SQLException {
    String keyed =
        lookup.keys().stream()
            .map(key -> SqlIdentifier.column(key) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*), count(*) FILTER (WHERE %s), count(*) FILTER (WHERE %s AND (%s) IS NOT TRUE), CAST(? AS %5$s) < CAST(? AS %5$s) FROM %4$s"
                .formatted(keyed, written(since), told(), name(), table.type()))) {
      statement.setString(1, since.greatest());
      statement.setString(2, moment.greatest());
      statement.setString(3, since.greatest());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
      }
    }
  }

  /** The query for the changed rows, and for all others of their keys. */
  PreparedStatement rows(LookupQuery query, LookupMark since, Counts counts) throws SQLException {
    String changed = counts.untold() == 0 ? told() : told() + " OR " + written(since);
    PreparedStatement statement = connection.prepareStatement(query.rowsOfKeys(changed));
    statement.setString(1, since.greatest());
    return statement;
  }

  /** From the greatest value on, since others may have got the same one later. */
  private String told() {
    return "%s >= CAST(? AS %s)".formatted(column(), table.type());
  }

  /**
   * Of rows that are seen, all transactions are older than the moment's next. {@code xid} has no
   * order, but its four bytes have, in half the time that its text takes; {@code age} keeps
   * PostgreSQL from sharing the work among processes.
   */
  private String written(LookupMark since) {
    return written(since.horizon(), moment.next());
  }

  /** Whether {@code xmin} is one of the transactions from one on and before another. */
  static String written(long from, long before) {
    long first = from % TRANSACTIONS;
    long after = before % TRANSACTIONS;
    return "(xidsend(xmin) >= decode('%08x', 'hex') %s xidsend(xmin) < decode('%08x', 'hex'))"
        .formatted(first, first <= after ? "AND" : "OR", after);
  }

  private String column() {
    return column(lookup);
  }

  private String name() {
    return name(lookup);
  }

  private static String column(LookupSettings lookup) {
    return SqlIdentifier.column(lookup.changes().orElseThrow().name());
  }

  private static String name(LookupSettings lookup) {
    return SqlIdentifier.qualified(lookup.table());
  }
}
