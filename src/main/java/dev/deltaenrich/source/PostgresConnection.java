package dev.deltaenrich.source;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to PostgreSQL. The driver is used directly, not through {@link
 * java.sql.DriverManager}, which does not see jars that spark-submit added. Thread-safe; keeps
 * nothing.
 */
public final class PostgresConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresConnection.class);
  private static final String ANY_TABLE = "the table's name in the settings";

  private PostgresConnection() {}

  /**
   * A new connection in auto-commit mode; the caller closes it. A parameter in the URL wins over
   * the same one from the settings. The password is given, or printed by a command that is run for
   * this connection; without either the driver looks into {@code PGPASSFILE} and {@code .pgpass}.
   *
   * @throws EnrichException DATABASE_UNREACHABLE, DATABASE_DENIED, DATABASE_MISSING or SETTINGS
   */
  public static Connection open(JdbcSettings jdbc) {
    try {
      return connect(jdbc);
    } catch (EnrichException e) {
      throw jdbc.inOwnKeys(e);
    }
  }

  private static Connection connect(JdbcSettings jdbc) {
    PostgresAddress address = address(jdbc);
    refuseUnknownWords(jdbc);
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
   * Begins a transaction with settings of its own. Every setting ends with the transaction: behind
   * a pooler in transaction mode another client has the same server session next, and the next
   * transaction here may have another one. The schema of the URL's {@code currentSchema} is set
   * here too, since a pooler may drop startup parameters.
   *
   * @param settings {@code SET TRANSACTION} first, then {@code SET LOCAL}
   */
  public static void begin(Connection connection, JdbcSettings jdbc, String... settings)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings) {
        statement.execute(setting);
      }
      // Server sessions of a pool may round floating-point numbers.
      statement.execute("SET LOCAL extra_float_digits = 3");
    }
    String schema = Driver.parseURL(jdbc.url(), null).getProperty("currentSchema");
    if (schema != null) {
      try (PreparedStatement path =
          connection.prepareStatement("SELECT set_config('search_path', ?, true)")) {
        path.setString(1, schema);
        path.execute();
      }
    }
  }

  /** The name of the database that the URL means. */
  public static String database(JdbcSettings jdbc) {
    return PostgresAddress.of(jdbc).database();
  }

  /**
   * The user-facing form of what the driver threw. Names host, port, database and user, never a
   * secret.
   *
   * @param action what was being attempted: {@code Cannot <action>: …}
   */
  public static EnrichException translate(String action, JdbcSettings jdbc, SQLException failure) {
    return translate(action, jdbc, failure, ANY_TABLE);
  }

  /** The same of what the driver threw while a lookup was read, naming its own settings. */
  static EnrichException translate(String action, LookupSettings lookup, SQLException failure) {
    return lookup.inOwnKeys(
        translate(
            action,
            lookup.jdbc(),
            failure,
            lookup.isNamed() ? lookup.keyOf(Setting.LOOKUP_TABLE) : ANY_TABLE));
  }

  private static EnrichException translate(
      String action, JdbcSettings jdbc, SQLException failure, String table) {
    return new PostgresFailure(PostgresAddress.of(jdbc), jdbc, failure, table).translate(action);
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

  /** The driver tells a wrong word in the URL just as it tells a server that is down. */
  private static void refuseUnknownWords(JdbcSettings jdbc) {
    Properties url = Driver.parseURL(jdbc.url(), null);
    for (PGProperty property : PGProperty.values()) {
      String[] words = property.getChoices();
      String given = url.getProperty(property.getName());
      if (given != null
          && words != null
          && Arrays.stream(words).noneMatch(given::equalsIgnoreCase)) {
        throw new EnrichException(
            ErrorCode.SETTINGS,
            "Cannot connect to PostgreSQL: lookup.jdbc.url has %s=%s; write one of %s"
                .formatted(property.getName(), given, String.join(", ", words)));
      }
    }
  }

  private static Properties properties(JdbcSettings jdbc) {
    long timeout = Math.max(1, jdbc.timeout().toSeconds());
    String seconds = Long.toString(timeout);
    Properties properties = new Properties();
    properties.setProperty("user", jdbc.user());
    jdbc.password()
        .or(() -> jdbc.passwordCommand().map(command -> PasswordCommand.run(command, timeout)))
        .ifPresent(secret -> properties.setProperty("password", secret.reveal()));
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    // The driver otherwise waits 5 s for the very first answer, whatever it waits for the others.
    properties.setProperty("sslResponseTimeout", Long.toString(TimeUnit.SECONDS.toMillis(timeout)));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "delta-enrich");
    // The name goes into the startup packet: a SET would stay in a pooler's server session.
    properties.setProperty("assumeMinServerVersion", "9.4");
    // Named statements stay in a pooler's server session, where the next client's names collide.
    properties.setProperty("prepareThreshold", "0");
    jdbc.keyPassword().ifPresent(secret -> properties.setProperty("sslpassword", secret.reveal()));
    return properties;
  }
}
