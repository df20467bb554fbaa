package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.ControlSettings;
import dev.deltaenrich.config.ControlsChoice;
import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.source.Controls;
import dev.deltaenrich.source.ControlsReader;
import dev.deltaenrich.source.PostgresConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL answers and has what the settings name. Uses one read-only connection, closed
 * by {@link #close}.
 */
final class DatabaseChecks implements AutoCloseable {
  static final String POSTGRES = "PostgreSQL";

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseChecks.class);
  private static final String TABLE = "lookup table";
  private static final String COLUMNS = "lookup columns";
  private static final String RIGHTS = "lookup rights";
  private static final String QUERY_CANCELED = "57014";
  private static final String INSECURE =
      "off; sslmode=verify-full&sslrootcert=FILE in lookup.jdbc.url switches it on";

  private final Settings settings;
  private final JdbcSettings jdbc;
  private final LookupChecks lookup;
  private Connection connection;
  private long asked;

  /**
   * @param limit the longest wait for an answer, where the settings do not ask for a shorter one
   */
  DatabaseChecks(Settings settings, Duration limit) {
    this.settings = settings;
    this.lookup = new LookupChecks(settings.lookup());
    this.jdbc = settings.lookup().jdbc().within(limit);
  }

  void addTo(Checklist checks) {
    checks.add(POSTGRES, this::connect, "JDBC driver");
    checks.add("TLS", () -> query("ask for TLS", DatabaseChecks::tls), POSTGRES);
    checks.add("controls", this::controls, POSTGRES);
    checks.add(TABLE, () -> query(lookup("look for"), lookup::table), POSTGRES);
    checks.add(COLUMNS, () -> query(lookup("describe"), lookup::columns), TABLE);
    checks.add(RIGHTS, () -> query(lookup("read"), lookup::rights), COLUMNS);
    // Last, since on a large table it is the one that may run into the limit.
    checks.add("lookup keys", () -> query(lookup("count keys of"), this::keys), RIGHTS);
  }

  /** What each part of the lookup's keys is, where that was found out. */
  List<KeyType> keyTypes() {
    return lookup.keyTypes();
  }

  private String keys(Connection open) throws SQLException, CheckFailure {
    try {
      return lookup.keys(open, Duration.ofMillis(statementTimeout()));
    } catch (SQLException e) {
      if (ranOutOfTime(e)) {
        return "not read, since it takes longer than %d s; enrich will do it"
            .formatted(statementTimeout() / 1000);
      }
      throw e;
    }
  }

  /** Milliseconds; half the socket's: the server ends the query, the connection stays usable. */
  private long statementTimeout() {
    return Math.max(1, jdbc.timeout().toMillis() / 2);
  }

  private String lookup(String action) {
    return action + " lookup " + settings.lookup().table();
  }

  private String connect() throws CheckFailure {
    connection = PostgresConnection.open(jdbc);
    return query("use PostgreSQL", DatabaseChecks::session);
  }

  private static String session(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_database(), current_user")) {
      row.next();
      return "database %s, user %s, server %s"
          .formatted(
              row.getString(1), row.getString(2), open.getMetaData().getDatabaseProductVersion());
    }
  }

  private static String tls(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ssl, version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      if (!row.next() || !row.getBoolean(1)) {
        return INSECURE;
      }
      return "%s, %s".formatted(row.getString(2), row.getString(3));
    }
  }

  private String controls() throws CheckFailure {
    ControlSettings controls = settings.controls();
    if (controls.choice() == ControlsChoice.IGNORED) {
      return "not honoured (controls.enabled=false)";
    }
    return query(
        "read controls " + controls.table(),
        open ->
            ControlsReader.read(open, controls)
                .map(DatabaseChecks::inWords)
                .orElse(
                    "there is no table %s, so nothing is switched off or bounded"
                        .formatted(controls.table())));
  }

  private static String inWords(Controls found) {
    return "data_ingestion_enabled=%s, max_batch_size%s%s"
        .formatted(
            found.ingestionEnabled(),
            found.maxBatchSize() == Controls.NONE.maxBatchSize()
                ? " not set"
                : "=" + found.maxBatchSize(),
            found.ingestionEnabled() ? "" : "; enrich will write nothing");
  }

  /** One question to the open connection. */
  private interface Question {
    String ask(Connection open) throws SQLException, CheckFailure;
  }

  /** Asks in a transaction of its own: nothing that is set for it outlives it. */
  private String query(String action, Question question) throws CheckFailure {
    asked = System.nanoTime();
    try {
      PostgresConnection.begin(
          connection,
          jdbc,
          "SET TRANSACTION READ ONLY",
          "SET LOCAL statement_timeout = " + statementTimeout());
      return question.ask(connection);
    } catch (SQLException e) {
      if (ranOutOfTime(e)) {
        throw CheckFailure.passing(
            "Cannot %s: no answer within %d s".formatted(action, statementTimeout() / 1000),
            "try again, or look at what keeps PostgreSQL busy");
      }
      throw PostgresConnection.translate(action, jdbc, e);
    } finally {
      endTransaction();
    }
  }

  /** The limit of this class ended the query, not the server's own or an administrator. */
  private boolean ranOutOfTime(SQLException failure) {
    return QUERY_CANCELED.equals(failure.getSQLState())
        && Duration.ofNanos(System.nanoTime() - asked).toMillis() >= statementTimeout();
  }

  private void endTransaction() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("Ending a transaction", e);
    }
  }

  /** Texts of the one column a query gives, in order. */
  static List<String> texts(Connection open, String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("Closing the connection", e);
      }
    }
  }
}
