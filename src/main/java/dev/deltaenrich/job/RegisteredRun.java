package dev.deltaenrich.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.source.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run as its row in the table of runs.
 *
 * @param columns the columns with their values as JDBC takes them
 * @param phases seconds by phase
 */
record RegisteredRun(Map<String, Object> columns, Map<String, Double> phases) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String NULL_TIME = "null_time";
  private static final String OUTSIDE_VALIDITY = "outside_validity";
  private static final String QUARANTINED = "quarantined";
  private static final String IN_QUARANTINE = "in_quarantine";

  /** What a table that an earlier version of the program made may lack. */
  private static final List<String> LATER_COLUMNS =
      List.of(RegisteredLookups.COLUMN, NULL_TIME, OUTSIDE_VALIDITY, QUARANTINED, IN_QUARANTINE);

  static RegisteredRun of(
      EnrichResult result, Settings settings, OffsetDateTime started, OffsetDateTime ended) {
    return of(result, settings, started, ended, null, result.exitCode());
  }

  /** A run that failed made {@code nothing}. */
  static RegisteredRun failed(
      EnrichResult nothing,
      Settings settings,
      OffsetDateTime started,
      OffsetDateTime ended,
      ErrorCode code) {
    return of(nothing, settings, started, ended, code.name(), code.exitCode());
  }

  private static RegisteredRun of(
      EnrichResult result,
      Settings settings,
      OffsetDateTime started,
      OffsetDateTime ended,
      String errorCode,
      ExitCode exitCode) {
    LookupFigures lookup = result.lookup();
    MatchCounts counts = result.counts();
    FileCounts files = result.files();
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("run", result.run());
    columns.put("raw", settings.rawPath());
    columns.put("target", settings.targetPath());
    columns.put("started", started);
    columns.put("ended", ended);
    columns.put("outcome", result.outcome());
    columns.put("error_code", errorCode);
    columns.put("exit_code", exitCode.value());
    columns.put("raw_version", known(result.raw().version()));
    columns.put("target_version", known(result.target().version()));
    columns.put("lookup_snapshot", lookup.snapshot());
    columns.put("lookup_rows", lookup.snapshot() == null ? null : lookup.rows());
    columns.put("rows_made", counts.rows());
    columns.put("matched", counts.matched());
    columns.put("null_key", counts.nullKey());
    columns.put("unknown_key", counts.unknownKey());
    if (counts.nullTime() + counts.outsideValidity() > 0) {
      columns.put(NULL_TIME, counts.nullTime());
      columns.put(OUTSIDE_VALIDITY, counts.outsideValidity());
    }
    if (result.quarantinedRows() != null) {
      columns.put(QUARANTINED, result.quarantinedRows());
      columns.put(IN_QUARANTINE, result.inQuarantine());
    }
    columns.put("files_added", files.added());
    columns.put("files_removed", files.removed());
    columns.put("files_kept", files.kept());
    columns.put("files_spliced", result.producers().getOrDefault(FileTags.SPLICED, 0));
    columns.put("files_rewritten", result.producers().getOrDefault(FileTags.REWRITTEN, 0));
    columns.put("bytes_moved", result.bytes().moved());
    if (!result.lookups().isEmpty()) {
      columns.put(RegisteredLookups.COLUMN, RegisteredLookups.json(result.lookups()));
    }
    return new RegisteredRun(columns, result.phases());
  }

  private static Long known(long version) {
    return version < 0 ? null : version;
  }

  /** Inserts the row; without the columns of later migrations that the table lacks. */
  void enter(Connection open, String table) throws SQLException {
    for (String column : LATER_COLUMNS) {
      if (columns.containsKey(column) && !isIn(open, table, column)) {
        columns.remove(column);
      }
    }
    try (PreparedStatement insert = open.prepareStatement(insert(table))) {
      bind(insert);
      insert.executeUpdate();
    }
  }

  private static boolean isIn(Connection open, String table, String column) throws SQLException {
    String sql =
        "SELECT FROM pg_attribute"
            + " WHERE attrelid = to_regclass(?) AND attname = ? AND NOT attisdropped";
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      statement.setString(1, SqlIdentifier.qualified(table));
      statement.setString(2, column);
      try (ResultSet found = statement.executeQuery()) {
        return found.next();
      }
    }
  }

  /** A snapshot is kept since the first run here that used it for this target. */
  private String insert(String table) {
    Set<String> names = columns.keySet();
    return """
        INSERT INTO %1$s (%2$s, phases, lookup_kept_since)
        VALUES (%3$s, ?::jsonb,
                coalesce((SELECT min(started) FROM %1$s WHERE target = ? AND lookup_snapshot = ?), ?))
        ON CONFLICT (run) DO NOTHING
        """
        .formatted(
            SqlIdentifier.qualified(table),
            String.join(", ", names),
            names.stream().map(RegisteredRun::place).collect(Collectors.joining(", ")));
  }

  private static String place(String column) {
    return column.equals(RegisteredLookups.COLUMN) ? "?::jsonb" : "?";
  }

  private void bind(PreparedStatement insert) throws SQLException {
    Object snapshot = columns.get("lookup_snapshot");
    int next = 1;
    for (Object value : columns.values()) {
      insert.setObject(next++, value);
    }
    insert.setString(next++, json(phases));
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
