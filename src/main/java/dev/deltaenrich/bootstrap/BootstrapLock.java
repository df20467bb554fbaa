package dev.deltaenrich.bootstrap;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Lets one bootstrap a database run at a time; a second one waits for the first and then finds
 * everything done. The lock belongs to a transaction, so that it ends with the process even if that
 * is killed, and with the transaction behind a pooler. See <a
 * href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">advisory
 * locks</a>.
 */
final class BootstrapLock {
  /** "enrich" in ASCII: any number that no other program is likely to take. */
  private static final long KEY = 0x656e_7269_6368L;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private BootstrapLock() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does it.
     *
     * @param connection in the transaction that holds the lock; is committed by the caller
     */
    T apply(Connection connection) throws SQLException;
  }

  /**
   * Waits for the lock, at most ten minutes, does the work, and commits the lock's transaction. A
   * failure rolls it back.
   *
   * @throws dev.deltaenrich.failure.EnrichException DATABASE_UNREACHABLE if it is not free by then
   */
  static <T> T holding(JdbcSettings jdbc, Work<T> work) throws SQLException {
    return holding(jdbc, LONGEST_WAIT, work);
  }

  /** The same with another longest wait. */
  static <T> T holding(JdbcSettings jdbc, Duration longest, Work<T> work) throws SQLException {
    // Closing without a commit rolls back.
    try (Connection connection = PostgresConnection.open(jdbc)) {
      take(connection, jdbc, longest);
      T done = work.apply(connection);
      connection.commit();
      return done;
    }
  }

  private static void take(Connection connection, JdbcSettings jdbc, Duration longest) {
    try {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) longest.plusSeconds(30).toMillis());
      PostgresConnection.begin(
          connection,
          jdbc,
          "SET LOCAL lock_timeout = " + longest.toMillis(),
          "SET LOCAL statement_timeout = 0",
          // Sample data take longer to land than a server may let a transaction idle.
          "SET LOCAL idle_in_transaction_session_timeout = 0");
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_xact_lock(" + KEY + ")");
      }
      connection.setNetworkTimeout(Runnable::run, usual);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new EnrichException(
            ErrorCode.DATABASE_UNREACHABLE,
            "Cannot bootstrap database %s: another bootstrap of it has not ended within %d s; wait for it, or end its session"
                .formatted(PostgresConnection.database(jdbc), longest.toSeconds()),
            e);
      }
      throw PostgresConnection.translate("wait for another bootstrap to end", jdbc, e);
    }
  }
}
