package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads controls and lookup in one REPEATABLE READ transaction, so that both are of one moment
 * (PostgreSQL documentation, "Transaction Isolation").
 */
public final class ReferenceReader {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceReader.class);

  private ReferenceReader() {}

  /**
   * Reads them; the transaction is over when this returns.
   *
   * @param controls whether controls are read and honoured
   * @param spill gets the lookup's rows when they are over the broadcast bound
   * @throws EnrichException what PostgreSQL says, or what is wrong with the rows
   */
  public static Reference read(Settings settings, Honour controls, LookupSpill spill) {
    return inTransaction(
        settings,
        "read lookup " + settings.lookup().table(),
        connection -> read(connection, settings, controls, spill));
  }

  /**
   * Reads the controls alone; asks no database when they do not count.
   *
   * @throws EnrichException what PostgreSQL says, or CONTROL_INVALID
   */
  public static Controls readControls(Settings settings, Honour controls) {
    return controls == Honour.NO
        ? Controls.NONE
        : inTransaction(
            settings,
            "read controls " + settings.controls().table(),
            connection -> controls(connection, settings));
  }

  private static <T> T inTransaction(Settings settings, String action, Reading<T> reading) {
    JdbcSettings jdbc = settings.lookup().jdbc();
    try (Connection connection = PostgresConnection.open(jdbc)) {
      PostgresConnection.begin(
          connection, jdbc, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      T found = reading.read(connection);
      connection.rollback();
      return found;
    } catch (SQLException e) {
      throw PostgresConnection.translate(action, jdbc, e);
    }
  }

  private static Reference read(
      Connection connection, Settings settings, Honour controls, LookupSpill spill)
      throws SQLException {
    String server = connection.getMetaData().getDatabaseProductVersion();
    String database = database(connection);
    LOG.info("Connected to PostgreSQL {}, database {}", server, database);
    Controls found = controls == Honour.YES ? controls(connection, settings) : Controls.NONE;
    Optional<Lookup> lookup =
        found.ingestionEnabled()
            ? Optional.of(
                new LookupReader(
                        connection, settings.lookup(), settings.rule(), spill, Long.MAX_VALUE)
                    .read())
            : Optional.empty();
    return new Reference(server, database, found, lookup);
  }

  private static Controls controls(Connection connection, Settings settings) {
    String table = settings.controls().table();
    try {
      Optional<Controls> found = ControlsReader.read(connection, settings.controls());
      if (found.isEmpty()) {
        LOG.info("There is no table {}, so nothing is switched off or bounded", table);
      }
      return found.orElse(Controls.NONE);
    } catch (SQLException e) {
      EnrichException failure =
          PostgresConnection.translate("read controls " + table, settings.lookup().jdbc(), e);
      throw failure.code().exitCode() == ExitCode.CHANGE_NEEDED
          ? new EnrichException(
              failure.code(), failure.getMessage() + "; or set controls.enabled=false", e)
          : failure;
    }
  }

  private static String database(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_database()")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  /** Whether the controls in the database count. */
  public enum Honour {
    /** They do. */
    YES,
    /** They are not even read. */
    NO
  }
}
