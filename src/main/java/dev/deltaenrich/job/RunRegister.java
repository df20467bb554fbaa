package dev.deltaenrich.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.source.PostgresConnection;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** A run that just failed to reach the database does not wait for it a second time. */
  private static final Set<ErrorCode> DATABASE_IS_AWAY =
      Set.of(ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DATABASE_DENIED, ErrorCode.DATABASE_MISSING);

  /** A run that has ended does not wait long for the database. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final String FAILED = "failed";

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
      enter(columns(started, result, result.exitCode()), result.phases());
      return result;
    } catch (EnrichException e) {
      if (!DATABASE_IS_AWAY.contains(e.code())) {
        EnrichResult nothing = EnrichResult.nothing(FAILED, job.id(), settings, new Phases());
        Map<String, Object> columns = columns(started, nothing, e.code().exitCode());
        columns.put("error_code", e.code().name());
        enter(columns, nothing.phases());
      }
      throw e;
    }
  }

  /** The columns with their values as JDBC takes them. */
  private Map<String, Object> columns(Instant started, EnrichResult result, ExitCode exitCode) {
    LookupFigures lookup = result.lookup();
    MatchCounts counts = result.counts();
    FileCounts files = result.files();
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("run", result.run());
    columns.put("raw", settings.rawPath());
    columns.put("target", settings.targetPath());
    columns.put("started", utc(started));
    columns.put("ended", utc(Instant.now()));
    columns.put("outcome", result.outcome());
    columns.put("error_code", null);
    columns.put("exit_code", exitCode.value());
    columns.put("raw_version", known(result.raw().version()));
    columns.put("target_version", known(result.target().version()));
    columns.put("lookup_snapshot", lookup.snapshot());
    columns.put("lookup_rows", lookup.snapshot() == null ? null : lookup.rows());
    columns.put("rows_made", counts.rows());
    columns.put("matched", counts.matched());
    columns.put("null_key", counts.nullKey());
    columns.put("unknown_key", counts.unknownKey());
    columns.put("files_added", files.added());
    columns.put("files_removed", files.removed());
    columns.put("files_kept", files.kept());
    columns.put("files_spliced", result.producers().getOrDefault(FileTags.SPLICED, 0));
    columns.put("files_rewritten", result.producers().getOrDefault(FileTags.REWRITTEN, 0));
    columns.put("bytes_moved", result.bytes().moved());
    if (!result.lookups().isEmpty()) {
      columns.put(RegisteredLookups.COLUMN, RegisteredLookups.json(result.lookups()));
    }
    return columns;
  }

  private static Long known(long version) {
    return version < 0 ? null : version;
  }

  private static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  private void enter(Map<String, Object> columns, Map<String, Double> phases) {
    if (settings.runsTable().isEmpty()) {
      return;
    }
    JdbcSettings jdbc = settings.jdbc().within(LONGEST_WAIT);
    try (Connection connection = PostgresConnection.open(jdbc)) {
      PostgresConnection.begin(connection, jdbc);
      if (columns.containsKey(RegisteredLookups.COLUMN)
          && !RegisteredLookups.areIn(connection, settings.runsTable())) {
        columns.remove(RegisteredLookups.COLUMN);
      }
      try (PreparedStatement insert = connection.prepareStatement(insert(columns.keySet()))) {
        bind(insert, columns, json(phases));
        insert.executeUpdate();
      }
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
            columns.stream().map(RunRegister::place).collect(Collectors.joining(", ")));
  }

  private static String place(String column) {
    return column.equals(RegisteredLookups.COLUMN) ? "?::jsonb" : "?";
  }

  private static void bind(PreparedStatement insert, Map<String, Object> columns, String phases)
      throws SQLException {
    Object snapshot = columns.get("lookup_snapshot");
    int next = 1;
    for (Object value : columns.values()) {
      insert.setObject(next++, value);
    }
    insert.setString(next++, phases);
    insert.setObject(next++, columns.get("target"));
    insert.setObject(next++, snapshot, Types.VARCHAR);
    insert.setObject(
        next, snapshot == null ? null : columns.get("started"), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static String json(Map<String, Double> phases) {
    try {
      return JSON.writeValueAsString(phases);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and numbers can always be written", e);
    }
  }
}
