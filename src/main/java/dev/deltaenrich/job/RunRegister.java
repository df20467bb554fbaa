package dev.deltaenrich.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.source.PostgresConnection;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of runs in PostgreSQL, for dashboards and alerts: a batch job has ended before anyone
 * could ask it. It is entered best effort. The truth about a target is its own log, and no failure
 * here is the run's.
 */
public final class RunRegister {
  private static final Logger LOG = LoggerFactory.getLogger(RunRegister.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** PostgreSQL's undefined_table: bootstrap was not run, or is someone else's business. */
  private static final String NO_SUCH_TABLE = "42P01";

  /** A run that could not talk to the database just now does not wait for it once more. */
  private static final Set<ErrorCode> DATABASE_IS_AWAY =
      Set.of(ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DATABASE_DENIED, ErrorCode.DATABASE_MISSING);

  /** A run that has ended does not wait long for the database. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Settings settings;

  public RunRegister(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs {@code job} and enters what came of it.
   *
   * @throws EnrichException the job's own, whatever becomes of the entry
   */
  public EnrichResult run(EnrichJob job) {
    Instant started = Instant.now();
    try {
      EnrichResult result = job.run();
      enter(RunEntry.done(settings, started, result));
      return result;
    } catch (EnrichException e) {
      if (!DATABASE_IS_AWAY.contains(e.code())) {
        enter(RunEntry.failed(settings, started, job.id(), e));
      }
      throw e;
    }
  }

  private void enter(RunEntry entry) {
    if (settings.runsTable().isEmpty()) {
      return;
    }
    JdbcSettings jdbc = settings.lookup().jdbc().within(LONGEST_WAIT);
    Map<String, Object> columns = entry.columns();
    try (Connection connection = PostgresConnection.open(jdbc);
        PreparedStatement insert = connection.prepareStatement(insert(columns.keySet()))) {
      PostgresConnection.begin(connection, jdbc);
      bind(insert, columns.values(), entry);
      insert.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      if (NO_SUCH_TABLE.equals(e.getSQLState())) {
        LOG.info("There is no table {} to enter the run in", settings.runsTable());
      } else {
        warn(e);
      }
    } catch (RuntimeException e) {
      warn(e);
    }
  }

  private void warn(Exception failure) {
    LOG.warn(
        "Cannot enter the run in {}, which changes nothing for the run: {}",
        settings.runsTable(),
        failure.getMessage());
  }

  /** A snapshot is kept since the first run here that used it for this target. */
  private String insert(Set<String> columns) {
    String table = SqlIdentifier.qualified(settings.runsTable());
    return """
        INSERT INTO %1$s (%2$s, phases, lookup_kept_since)
        VALUES (%3$s, ?::jsonb,
                coalesce((SELECT min(started) FROM %1$s WHERE target = ? AND lookup_snapshot = ?), ?))
        ON CONFLICT (run) DO NOTHING
        """
        .formatted(
            table,
            String.join(", ", columns),
            String.join(", ", Collections.nCopies(columns.size(), "?")));
  }

  private static void bind(PreparedStatement insert, Collection<Object> values, RunEntry entry)
      throws SQLException {
    String snapshot = entry.result().lookup().snapshot();
    int next = 1;
    for (Object value : values) {
      insert.setObject(next++, value);
    }
    insert.setString(next++, json(entry.result().phases()));
    insert.setString(next++, entry.target());
    insert.setString(next++, snapshot);
    insert.setObject(
        next,
        snapshot == null ? null : entry.started().atOffset(ZoneOffset.UTC),
        Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static String json(Map<String, Double> phases) {
    try {
      return JSON.writeValueAsString(phases);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and numbers can always be written", e);
    }
  }
}
