package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ExitCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads controls and lookups, all of one database in one REPEATABLE READ transaction, so that they
 * are of one moment (PostgreSQL documentation, "Transaction Isolation").
 */
public final class ReferenceReader {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceReader.class);

  private final Settings settings;
  private final Honour honour;
  private final Function<LookupSettings, LookupSpill> spills;
  private final Map<LookupSettings, Lookup> found = new LinkedHashMap<>();
  private Controls controls = Controls.NONE;

  private ReferenceReader(
      Settings settings, Honour honour, Function<LookupSettings, LookupSpill> spills) {
    this.settings = settings;
    this.honour = honour;
    this.spills = spills;
  }

  /**
   * Reads them; all transactions are over when this returns.
   *
   * @param controls whether controls are read and honoured
   * @param spills what gets a lookup's rows when they are over its broadcast bound
   * @throws EnrichException what PostgreSQL says, or what is wrong with the rows
   */
  public static Reference read(
      Settings settings, Honour controls, Function<LookupSettings, LookupSpill> spills) {
    return new ReferenceReader(settings, controls, spills).read();
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
            settings.jdbc(),
            "read controls " + settings.controls().table(),
            connection -> controls(connection, settings));
  }

  private static <T> T inTransaction(JdbcSettings jdbc, String action, Reading<T> reading) {
    try (Connection connection = PostgresConnection.open(jdbc)) {
      PostgresConnection.begin(
          connection, jdbc, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      T result = reading.read(connection);
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw PostgresConnection.translate(action, jdbc, e);
    }
  }

  private Reference read() {
    Map<JdbcSettings, List<LookupSettings>> databases = settings.databases(honour == Honour.YES);
    if (databases.size() > 1) {
      LOG.info(
          "Lookups are read in {} transactions, one a database: each database is read as of a"
              + " moment of its own",
          databases.size());
    }
    databases.forEach(this::read);
    return new Reference(
        controls,
        controls.ingestionEnabled()
            ? Optional.of(settings.lookups().stream().map(found::get).toList())
            : Optional.empty());
  }

  private void read(JdbcSettings database, List<LookupSettings> lookups) {
    if (!controls.ingestionEnabled()) {
      return;
    }
    boolean hasControls = honour == Honour.YES && settings.isCommon(database);
    String what =
        lookups.isEmpty()
            ? "controls " + settings.controls().table()
            : "lookup "
                + lookups.stream().map(LookupSettings::table).collect(Collectors.joining(", "));
    inTransaction(
        database,
        "read " + what,
        connection -> {
          LOG.info(
              "Connected to PostgreSQL {}, database {}",
              connection.getMetaData().getDatabaseProductVersion(),
              database(connection));
          if (hasControls) {
            controls = controls(connection, settings);
          }
          if (controls.ingestionEnabled()) {
            lookups.forEach(lookup -> found.put(lookup, read(connection, lookup)));
          }
          return null;
        });
  }

  private Lookup read(Connection connection, LookupSettings lookup) {
    LookupSpill rowsTo = spills.apply(lookup);
    LookupSpill spill = rowsTo.beyond(rowsTo.room().beside(found.values()));
    LookupReader reader = new LookupReader(connection, lookup, spill, Long.MAX_VALUE);
    try {
      return lookup.changes().isEmpty()
          ? reader.read()
          : new LookupChanges(connection, lookup, reader, spill).read();
    } catch (SQLException e) {
      throw PostgresConnection.translate("read lookup " + lookup.table(), lookup, e);
    } catch (EnrichException e) {
      throw lookup.inOwnKeys(e);
    }
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
          PostgresConnection.translate("read controls " + table, settings.jdbc(), e);
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
