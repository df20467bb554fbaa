package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.source.PostgresConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one bootstrap a database run at a time; a second one waits for the first and then finds
 * everything done. Held by a session of its own, so that it ends with the process even if that is
 * killed. See <a
 * href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">advisory
 * locks</a>.
 */
final class BootstrapLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BootstrapLock.class);

  /** "enrich" in ASCII: any number that no other program is likely to take. */
  private static final long KEY = 0x656e_7269_6368L;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final Connection connection;

  private BootstrapLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Waits for the lock, at most ten minutes.
   *
   * @throws dev.deltaenrich.failure.EnrichException DATABASE_UNREACHABLE if it is not free by then
   */
  static BootstrapLock take(JdbcSettings jdbc) {
    Connection connection = PostgresConnection.open(jdbc);
    try (Statement statement = connection.createStatement()) {
      long usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) LONGEST_WAIT.plusSeconds(30).toMillis());
      statement.execute("SET lock_timeout = " + LONGEST_WAIT.toMillis());
      statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
      connection.setNetworkTimeout(Runnable::run, (int) usual);
      return new BootstrapLock(connection);
    } catch (SQLException e) {
      closeQuietly(connection);
      throw PostgresConnection.translate("wait for another bootstrap to end", jdbc, e);
    }
  }

  /** The database that is locked. */
  String database() throws SQLException {
    return connection.getCatalog();
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Closing the session of the lock failed; the server frees it anyway", e);
    }
  }
}
