package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to PostgreSQL. The driver is used directly, not through {@link
 * java.sql.DriverManager}, which does not see jars that spark-submit added. Thread-safe; keeps
 * nothing.
 */
public final class PostgresConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresConnection.class);

  private PostgresConnection() {}

  /**
   * A new connection in auto-commit mode; the caller closes it. A parameter in the URL wins over
   * the same one from the settings. Without a password the driver looks into {@code PGPASSFILE} and
   * {@code .pgpass}.
   *
   * @throws EnrichException DATABASE_UNREACHABLE, DATABASE_DENIED, DATABASE_MISSING or SETTINGS
   */
  public static Connection open(JdbcSettings jdbc) {
    PostgresAddress address = address(jdbc);
    try {
      Connection connection = new Driver().connect(jdbc.url(), properties(jdbc));
      LOG.debug(
          "Connected to PostgreSQL {} at {}",
          connection.getMetaData().getDatabaseProductVersion(),
          address);
      return connection;
    } catch (SQLException e) {
      throw translate("connect to PostgreSQL", jdbc, e);
    }
  }

  /**
   * The user-facing form of what the driver threw. Names host, port, database and user, never a
   * secret.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   */
  public static EnrichException translate(String action, JdbcSettings jdbc, SQLException failure) {
    return new PostgresFailure(PostgresAddress.of(jdbc), jdbc, failure).translate(action);
  }

  private static PostgresAddress address(JdbcSettings jdbc) {
    try {
      PostgresAddress address = PostgresAddress.of(jdbc);
      if (address.known()) {
        return address;
      }
    } catch (NoClassDefFoundError e) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot connect to PostgreSQL: its JDBC driver is not on the class path; add"
              + " org.postgresql:postgresql to the packages of spark-submit",
          e);
    }
    throw new EnrichException(
        ErrorCode.SETTINGS,
        "Cannot connect to PostgreSQL: lookup.jdbc.url does not parse; write"
            + " jdbc:postgresql://HOST:PORT/DATABASE");
  }

  private static Properties properties(JdbcSettings jdbc) {
    long timeout = Math.max(1, jdbc.timeout().toSeconds());
    String seconds = Long.toString(timeout);
    Properties properties = new Properties();
    properties.setProperty("user", jdbc.user());
    jdbc.password().ifPresent(secret -> properties.setProperty("password", secret.reveal()));
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    // The driver otherwise waits 5 s for the very first answer, whatever it waits for the others.
    properties.setProperty("sslResponseTimeout", Long.toString(TimeUnit.SECONDS.toMillis(timeout)));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "delta-enrich");
    return properties;
  }
}
