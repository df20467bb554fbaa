package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.JdbcSettings;
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
 * One read-only connection to a database, and what is asked there, each question within a limit.
 * {@link #close} ends it. Not thread-safe.
 */
final class DatabaseSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSession.class);
  private static final String QUERY_CANCELED = "57014";
  private static final long LEAST_MILLIS = 1_000;

  private final JdbcSettings jdbc;
  private final Duration limit;
  private Connection connection;
  private long asked;

  /**
   * @param jdbc how to reach it; nothing waits longer than its timeout
   * @param shares among how many the time for questions is divided
   */
  DatabaseSession(JdbcSettings jdbc, int shares) {
    this.jdbc = jdbc;
    this.limit = limit(jdbc.timeout(), shares);
  }

  /**
   * At most half the socket's: the server ends the query, the connection stays usable. Not less
   * than a second where that is allowed, so that a server that is well can answer.
   */
  private static Duration limit(Duration socket, int shares) {
    long half = Math.max(1, socket.toMillis() / 2);
    return Duration.ofMillis(Math.max(half / shares, Math.min(half, LEAST_MILLIS)));
  }

  /** The longest time for one question. */
  Duration limit() {
    return limit;
  }

  /** One question to the open connection. */
  interface Question {
    String ask(Connection open) throws SQLException, CheckFailure;
  }

  /** Connects, and says to what. */
  String connect() throws CheckFailure {
    connection = PostgresConnection.open(jdbc);
    return ask("use PostgreSQL", DatabaseSession::whereItIs);
  }

  private static String whereItIs(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_database(), current_user")) {
      row.next();
      return "database %s, user %s, server %s"
          .formatted(
              row.getString(1), row.getString(2), open.getMetaData().getDatabaseProductVersion());
    }
  }

  /** Asks in a transaction of its own: nothing that is set for it outlives it. */
  String ask(String action, Question question) throws CheckFailure {
    asked = System.nanoTime();
    try {
      PostgresConnection.begin(
          connection,
          jdbc,
          "SET TRANSACTION READ ONLY",
          "SET LOCAL statement_timeout = " + limit.toMillis());
      return question.ask(connection);
    } catch (SQLException e) {
      if (ranOutOfTime(e)) {
        throw CheckFailure.passing(
            "Cannot %s: no answer within %d s".formatted(action, limit.toSeconds()),
            "try again, or look at what keeps PostgreSQL busy");
      }
      throw PostgresConnection.translate(action, jdbc, e);
    } finally {
      endTransaction();
    }
  }

  /** The limit of this class ended the query, not the server's own or an administrator. */
  boolean ranOutOfTime(SQLException failure) {
    return QUERY_CANCELED.equals(failure.getSQLState())
        && Duration.ofNanos(System.nanoTime() - asked).toMillis() >= limit.toMillis();
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
