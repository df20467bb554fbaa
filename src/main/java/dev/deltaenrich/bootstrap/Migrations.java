package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the reference tables to the newest version. Each migration runs once in a database's life.
 * Those that are missing run in one transaction: a failed one leaves the database as it was, and
 * one server connection of a pooler is enough.
 *
 * @param jdbc the database
 */
record Migrations(JdbcSettings jdbc) {
  /** Not Flyway's own default, which another program in the same schema may use. */
  static final String HISTORY_TABLE = "delta_enrich_schema_history";

  /** Adopts what is there, then applies what is missing. */
  MigrationOutcome apply() {
    try {
      return BootstrapLock.holding(jdbc, this::apply);
    } catch (SQLException e) {
      throw PostgresConnection.translate("create the reference tables", jdbc, e);
    }
  }

  private MigrationOutcome apply(Connection connection) throws SQLException {
    List<String> adopted = adoptable(connection);
    try {
      MigrateResult result = flyway(connection).migrate();
      try (Statement statement = connection.createStatement()) {
        // Flyway sets both for the session, which a pooler hands on.
        statement.execute("RESET search_path");
        statement.execute("RESET ROLE");
      }
      return new MigrationOutcome(
          result.migrations.stream()
              .map(applied -> applied.version + " " + applied.description)
              .toList(),
          result.migrationsExecuted == 0 ? result.initialSchemaVersion : result.targetSchemaVersion,
          result.migrationsExecuted == 0 ? List.of() : adopted);
    } catch (FlywayException e) {
      throw translate(e);
    }
  }

  private static List<String> adoptable(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    for (String name : ReferenceTable.NAMES) {
      ReferenceTable table = ReferenceTable.read(connection, name);
      table.requireUsable();
      if (table.exists()) {
        found.add(name);
      }
    }
    return found;
  }

  private Flyway flyway(Connection connection) {
    // Our own class loader: under spark-submit the program's jar is not on the system's class path.
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(PostgresDataSource.of(connection))
        .locations("classpath:db/migration")
        .table(HISTORY_TABLE)
        // A schema with other tables in it, Airflow's or our own made by hand, is no reason to
        // stop.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .baselineDescription("what was there before")
        .loggers("slf4j")
        .load();
  }

  private EnrichException translate(FlywayException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof EnrichException known) {
        return known;
      }
      if (t instanceof SQLException sql) {
        return PostgresConnection.translate("create the reference tables", jdbc, sql);
      }
    }
    return new EnrichException(
        ErrorCode.CHECK_FAILED,
        ("Cannot create the reference tables: %s; compare the table %s with this program's"
                + " migrations")
            .formatted(failure.getMessage().strip().replaceAll("\\s*\\R\\s*", " "), HISTORY_TABLE),
        failure);
  }
}
