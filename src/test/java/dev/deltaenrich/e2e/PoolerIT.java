package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.cli.Commands;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.services.PgBouncer;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.RequiresPgBouncer;
import dev.deltaenrich.services.TestSession;
import dev.deltaenrich.source.Reference;
import dev.deltaenrich.source.ReferenceReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command that asks PostgreSQL, through PgBouncer. */
@RequiresPgBouncer
class PoolerIT {
  /** What another client of the pool must find in a server session: nothing of ours. */
  private static final String LEFTOVERS =
      """
      SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
        current_setting('transaction_isolation'), current_setting('transaction_read_only'),
        current_setting('search_path'), (SELECT count(*) FROM pg_prepared_statements),
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
      """;

  private static final String NOTHING = "0,0,read committed,off,\"$user\", public,0,0";

  @TempDir Path folder;
  private final String database = Postgres.createDatabase();
  private PgBouncer pooler;

  private void landRaw() {
    TestSession.get()
        .sql("SELECT * FROM VALUES (1, 'MER-ABC'), (2, 'MER-404') AS t(id, merchant_id)")
        .coalesce(1)
        .write()
        .format("delta")
        .save(folder.resolve("raw").toString());
  }

  @AfterEach
  void stop() {
    if (pooler != null) {
      pooler.close();
    }
  }

  @Test
  void allCommandsRunAgainAndAgainOnOneServerConnectionAndLeaveNothingBehind() throws Exception {
    landRaw();
    pooler = PgBouncer.start(database, "transaction", 1);
    for (String command : List.of("bootstrap", "check", "plan", "enrich")) {
      assertThat(run(pooler.url(database), command)).as(command).startsWith("0 ");
      assertThat(run(pooler.url(database), command)).as(command + " again").startsWith("0 ");
      assertThat(leftovers()).containsOnly(NOTHING);
    }
    assertThat(run(pooler.url(database), "verify")).startsWith("0 ");
    assertThat(Postgres.query(database, "SELECT count(*) FROM enrichment_runs"))
        .containsExactly("2");
  }

  /** The pooler drops startup parameters; the schema of the URL counts all the same. */
  @ParameterizedTest
  @CsvSource({"transaction, 2", "session, 2"})
  void theLookupIsOfOneMomentAndSchemaWhicheverServerConnectionReadsIt(String mode, int connections)
      throws Exception {
    pooler =
        PgBouncer.start(
            database,
            mode,
            connections,
            "ignore_startup_parameters = extra_float_digits, search_path");
    Postgres.execute(
        database,
        "CREATE SCHEMA \"Our own\"",
        "CREATE VIEW \"Our own\".merchant_lookup AS SELECT 'MER-ABC'::text AS merchant_id,"
            + " current_setting('transaction_isolation')"
            + " || current_setting('transaction_read_only') AS category",
        "CREATE VIEW merchant_lookup AS SELECT 'MER-ABC'::text AS merchant_id, 'no'::text AS"
            + " category",
        "CREATE TABLE app_configs (config_key text, config_value text)");
    Settings settings = SettingsReader.read(sources());

    for (int i = 0; i < 6; i++) {
      Reference read =
          ReferenceReader.read(
              settings, ReferenceReader.Honour.YES, lookup -> (columns, rows) -> {});
      assertThat(read.lookups().orElseThrow().get(0).rows().get(0).values()[0])
          .isEqualTo("repeatable readon");
      assertThat(leftovers()).containsOnly(NOTHING);
    }
  }

  @Test
  void aFailedCommandLeavesNothingBehindEither() throws SQLException, IOException {
    landRaw();
    pooler = PgBouncer.start(database, "transaction", 1);
    Postgres.execute(database, "CREATE VIEW merchant_lookup AS SELECT 1/0 AS merchant_id");

    assertThat(run(pooler.url(database), "bootstrap")).startsWith("2 ");
    assertThat(run(pooler.url(database), "check")).startsWith("2 ");
    assertThat(run(pooler.url(database), "enrich")).startsWith("2 ");
    assertThat(leftovers()).containsOnly(NOTHING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nowhere                      | DATABASE_MISSING     | there is no such database
          renamed                      | DATABASE_MISSING     | there is no such database
          known?user=stranger          | DATABASE_DENIED      | lookup.jdbc.user
          known?currentSchema=other    | SETTINGS             | startup parameter
          known?options=-cwork_mem=1MB | SETTINGS             | startup parameter
          """)
  void tellsWhatIsWrongAsAServerWould(String path, String code, String sentence)
      throws IOException {
    pooler = PgBouncer.start(database, "transaction", 2);

    assertThat(run(pooler.url(path.replace("known", database)), "bootstrap"))
        .startsWith("2 ")
        .contains(code + ": Cannot")
        .contains(sentence);
  }

  @Test
  void statementModeIsRefusedWithTheSettingThatHelps() throws IOException {
    pooler = PgBouncer.start(database, "statement", 2);

    assertThat(run(pooler.url(database), "bootstrap"))
        .startsWith("2 ")
        .contains("SETTINGS")
        .contains("set PgBouncer's pool_mode for this database to transaction or session");
  }

  private SettingsSources sources() {
    return new SettingsSources(
        List.of(
            "lookup.jdbc.url=" + pooler.url(database) + "?currentSchema=%22Our%20own%22,public"),
        Map.of("ENRICH_LOOKUP_JDBC_PASSWORD", Postgres.PASSWORD),
        Optional.empty());
  }

  /** What each of the pool's server connections shows. */
  private List<String> leftovers() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection one = connect();
        Connection other = connect()) {
      for (Connection connection : List.of(one, other)) {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery(LEFTOVERS)) {
          row.next();
          found.add(
              String.join(
                  ",",
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7)));
        }
      }
    }
    return found;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        pooler.url(database) + "?prepareThreshold=0", Postgres.USER, Postgres.PASSWORD);
  }

  /** Exit code and all that was printed. */
  private String run(String url, String command) throws IOException {
    Path settings =
        Files.write(
            folder.resolve("enrich.properties"),
            List.of(
                "raw.path=" + folder.resolve("raw"),
                "target.path=" + folder.resolve("curated"),
                "lookup.jdbc.url=" + url,
                "lookup.jdbc.password=" + Postgres.PASSWORD,
                "lookup.jdbc.timeout=10s"));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    String[] words = Stream.of(command, "--config", settings.toString()).toArray(String[]::new);
    int code = Commands.run(words, stream, stream);
    return code + " " + printed.toString(StandardCharsets.UTF_8);
  }
}
