package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.failure.EnrichException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at a lookup by the code that reads it in a run, so that both judge it alike. Keeps nothing.
 * Not thread-safe.
 *
 * @param connection in a transaction, without which the driver takes all rows at once; stays open
 * @param settings where the lookup is
 */
public record LookupPreview(Connection connection, LookupSettings settings) {
  /**
   * The columns that are read, each with its type in PostgreSQL. Asks for no row, which needs the
   * same rights as asking for all: a statement that is only described gets a name in the server
   * session, where it would outlive the transaction.
   *
   * @throws EnrichException LOOKUP_TYPE or KEY_NOT_TEXT
   */
  public String columns() throws SQLException {
    LookupReader reader = reader(Long.MAX_VALUE);
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery(
                "SELECT * FROM (%s) asked LIMIT 0".formatted(reader.query().rows()))) {
      ResultSetMetaData columns = none.getMetaData();
      reader.types(columns);
      List<String> shown = new ArrayList<>();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        shown.add(columns.getColumnName(column) + " " + LookupType.name(columns, column));
      }
      return String.join(", ", shown);
    }
  }

  /**
   * What each part of the keys is.
   *
   * @throws EnrichException KEY_NOT_TEXT where they cannot be looked up
   */
  public List<KeyType> keyTypes() throws SQLException {
    LookupReader reader = reader(Long.MAX_VALUE);
    reader.query();
    return reader.keyTypes();
  }

  /**
   * What the changed column is, and what of it makes a run slower than it could be.
   *
   * @throws EnrichException CHANGED_COLUMN or LOOKUP_COLUMN_MISSING, where it is of no use
   */
  public String changes() throws SQLException {
    TrackedTable table = TrackedTable.of(connection, settings);
    String column = SqlIdentifier.column(settings.changes().orElseThrow().name());
    String name = SqlIdentifier.qualified(settings.table());
    try (Statement statement = connection.createStatement()) {
      // The right to do so.
      statement.executeQuery("SELECT xmin, %s FROM %s LIMIT 0".formatted(column, name)).close();
    }
    String index =
        table
            .index()
            .map(it -> "index " + it)
            .orElse(
                "no index begins with it, so that its rows are looked for among all: CREATE INDEX ON %s (%s)"
                    .formatted(name, column));
    String nulls =
        table.nullable()
            ? "it may be null, and such rows are looked for among all: ALTER TABLE %s ALTER %s SET NOT NULL"
                .formatted(name, column)
            : "never null";
    return "%s %s; %s; %s; all rows are read every %d runs"
        .formatted(column, table.type(), index, nulls, settings.changes().get().fullReadEvery());
  }

  /**
   * Reads all rows, and says how many there are.
   *
   * @throws EnrichException what a run would say of them
   * @throws SQLTimeoutException when it takes longer than {@code limit}; SQLSTATE 57014
   */
  public String rows(Duration limit) throws SQLException {
    LookupReader reader = reader(System.nanoTime() + limit.toNanos());
    long rows = reader.read().rowCount();
    long all = rows + reader.rowsWithoutKey();
    return all == rows
        ? "%d rows, each key once".formatted(rows)
        : "%d rows, of which %d without a key match nothing, each key once"
            .formatted(all, all - rows);
  }

  private LookupReader reader(long deadline) {
    return new LookupReader(connection, settings, (columns, rows) -> {}, deadline);
  }
}
