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
