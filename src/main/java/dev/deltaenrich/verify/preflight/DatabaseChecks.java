package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.ControlSettings;
import dev.deltaenrich.config.ControlsChoice;
import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.source.Controls;
import dev.deltaenrich.source.ControlsReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether PostgreSQL answers and has what the settings name. Each database that a run reads has one
 * read-only connection, closed by {@link #close}.
 */
final class DatabaseChecks implements AutoCloseable {
  static final String POSTGRES = "PostgreSQL";

  private static final String DRIVER = "JDBC driver";
  private static final String CONTROLS = "controls";
  private static final String INSECURE =
      "off; sslmode=verify-full&sslrootcert=FILE in lookup.jdbc.url switches it on";

  private final Settings settings;
  private final Duration limit;
  private final List<DatabaseSession> sessions = new ArrayList<>();
  private final Map<String, LookupChecks> lookups = new LinkedHashMap<>();

  /**
   * @param limit the longest wait for an answer, where the settings do not ask for a shorter one;
   *     several databases share it
   */
  DatabaseChecks(Settings settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
  }

  void addTo(Checklist checks) {
    Map<JdbcSettings, List<LookupSettings>> databases =
        settings.databases(settings.controls().choice() != ControlsChoice.IGNORED);
    Duration each = limit.dividedBy(Math.max(1, databases.size()));
    databases.forEach((database, read) -> add(checks, database, read, each));
    if (databases.keySet().stream().noneMatch(settings::isCommon)) {
      checks.add(CONTROLS, this::notHonoured);
    }
  }

  private void add(
      Checklist checks, JdbcSettings database, List<LookupSettings> read, Duration most) {
    boolean isCommon = settings.isCommon(database);
    DatabaseSession session = new DatabaseSession(database.within(most), Math.max(1, read.size()));
    sessions.add(session);
    String whose =
        isCommon
            ? ""
            : read.stream().map(LookupSettings::name).collect(Collectors.joining(", ", ": ", ""));
    String postgres = POSTGRES + whose;
    checks.add(postgres, session::connect, DRIVER);
    checks.add(
        "TLS" + whose,
        () -> database.inOwnKeys(session.ask("ask for TLS", DatabaseChecks::tls)),
        postgres);
    if (isCommon) {
      checks.add(CONTROLS, () -> controls(session), postgres);
    }
    for (LookupSettings lookup : read) {
      LookupChecks asked = new LookupChecks(lookup);
      lookups.put(lookup.name(), asked);
      asked.addTo(checks, session, postgres);
    }
  }

  /** What each part of a lookup's keys is, by the lookup's name, where that was found out. */
  Map<String, List<KeyType>> keyTypes() {
    return lookups.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, lookup -> lookup.getValue().keyTypes()));
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

  private String controls(DatabaseSession session) throws CheckFailure {
    ControlSettings controls = settings.controls();
    if (controls.choice() == ControlsChoice.IGNORED) {
      return notHonoured();
    }
    return session.ask(
        "read controls " + controls.table(),
        open ->
            ControlsReader.read(open, controls)
                .map(DatabaseChecks::inWords)
                .orElse(
                    "there is no table %s, so nothing is switched off or bounded"
                        .formatted(controls.table())));
  }

  private String notHonoured() {
    return "not honoured (controls.enabled=false)";
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

  @Override
  public void close() {
    sessions.forEach(DatabaseSession::close);
  }
}
