package dev.deltaenrich.job;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of runs and of their unknown keys in PostgreSQL, for dashboards and alerts: a batch
 * job has ended before anyone could ask it. They are entered best effort. The truth about a target
 * is its own log, and no failure here is the run's.
 */
public final class RunRegister {
  private static final Logger LOG = LoggerFactory.getLogger(RunRegister.class);

  /** PostgreSQL's undefined_table: bootstrap was not run, or is someone else's business. */
  private static final String NO_SUCH_TABLE = "42P01";

  /** A run that just failed to reach the database does not wait for it a second time. */
  private static final Set<ErrorCode> DATABASE_IS_AWAY =
      Set.of(ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DATABASE_DENIED, ErrorCode.DATABASE_MISSING);

  /** A run that has ended does not wait long for the database. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final String THE_RUN = "the run";
  private static final String ITS_KEYS = "the run's unknown keys";
  private static final String FAILED = "failed";

  private final Settings settings;

  public RunRegister(Settings settings) {
    this.settings = settings;
  }

  /** Writes into a table within a transaction. */
  private interface Entry {
    void enter(Connection open, String table) throws SQLException;
  }

  /**
   * Runs {@code job} and enters what came of it.
   *
   * @throws EnrichException the job's own, whatever becomes of the entry
   */
  public EnrichResult run(EnrichJob job) {
    OffsetDateTime started = now();
    try {
      EnrichResult result = job.run();
      OffsetDateTime ended = now();
      enter(
          RegisteredRun.of(result, settings, started, ended),
          RegisteredKeys.of(result, settings, ended));
      return result;
    } catch (EnrichException e) {
      if (!DATABASE_IS_AWAY.contains(e.code())) {
        OffsetDateTime ended = now();
        EnrichResult nothing = EnrichResult.nothing(FAILED, job.id(), settings, new Phases());
        enter(
            RegisteredRun.failed(nothing, settings, started, ended, e.code()),
            RegisteredKeys.of(nothing, settings, ended));
      }
      throw e;
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  private void enter(RegisteredRun run, RegisteredKeys keys) {
    String runsTable = settings.runsTable();
    String keysTable = keys.isEmpty() ? "" : settings.unmatchedTable();
    if (runsTable.isEmpty() && keysTable.isEmpty()) {
      return;
    }
    JdbcSettings jdbc = settings.jdbc().within(LONGEST_WAIT);
    try (Connection connection = PostgresConnection.open(jdbc)) {
      commit(connection, jdbc, THE_RUN, runsTable, run::enter);
      commit(connection, jdbc, ITS_KEYS, keysTable, keys::enter);
    } catch (SQLException | RuntimeException e) {
      warn(THE_RUN, runsTable.isEmpty() ? keysTable : runsTable, e);
    }
  }

  /** Each table has a transaction of its own, so that a failure of one is none of the other. */
  private void commit(Connection open, JdbcSettings jdbc, String what, String table, Entry entry)
      throws SQLException {
    if (table.isEmpty() || open.isClosed()) {
      return;
    }
    try {
      PostgresConnection.begin(open, jdbc);
      entry.enter(open, table);
      open.commit();
    } catch (SQLException e) {
      if (NO_SUCH_TABLE.equals(e.getSQLState())) {
        LOG.info("There is no table {} to enter {} in", table, what);
      } else {
        warn(what, table, e);
      }
      rollBack(open);
    } catch (RuntimeException e) {
      warn(what, table, e);
      rollBack(open);
    }
  }

  private static void rollBack(Connection open) throws SQLException {
    if (!open.isClosed()) {
      open.rollback();
    }
  }

  private static void warn(String what, String table, Exception failure) {
    LOG.warn(
        "Cannot enter {} in {}, which changes nothing for the run: {}",
        what,
        table,
        failure.getMessage());
  }
}
