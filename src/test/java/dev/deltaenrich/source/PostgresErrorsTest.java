package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of a real server: its own sentence, the code, and what to do. */
class PostgresErrorsTest {
  private final LookupFixture fixture = LookupFixture.holding("A=1", "B=x");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (1 / (length(category) - 1))::text | division by zero              | correct the row
          category::int                      | invalid input syntax for type | correct the row
          99999::smallint                    | smallint out of range         | correct the row
          (SELECT v::text FROM generate_series(1, 2) v) | more than one row  | correct the row
          raises()                           | not today                     | correct the row
          wrong()                            | syntax error                  | correct the view
          ambiguous()                        | is ambiguous                  | correct the view
          deep()                             | stack depth limit exceeded    | raise that limit
          """)
  void whatAViewRaisesIsToldInTheServersWords(String value, String sentence, String advice) {
    fixture.execute(
        function("raises", "RAISE EXCEPTION ''not today''; RETURN ''x'';"),
        function("wrong", "EXECUTE ''SELEC 1''; RETURN ''x'';"),
        function(
            "ambiguous",
            "EXECUTE ''SELECT category FROM merchant_lookup a, merchant_lookup b''; RETURN"
                + " ''x'';"),
        function("deep", "RETURN deep();"),
        "CREATE VIEW failing AS SELECT merchant_id, %s AS category FROM merchant_lookup"
            .formatted(value));

    assertThat(failureOf("failing"))
        .hasMessageContaining(sentence)
        .hasMessageContaining("; " + advice);
  }

  private static String function(String name, String body) {
    return "CREATE FUNCTION %s() RETURNS text LANGUAGE plpgsql AS 'BEGIN %s END'"
        .formatted(name, body);
  }

  private EnrichException failureOf(String table) {
    return fixture.failure(ErrorCode.LOOKUP_UNREADABLE, "lookup.table=" + table);
  }

  @Test
  void aMaterializedViewWithoutContentsIsToBeRefreshed() {
    fixture.execute("CREATE MATERIALIZED VIEW later AS SELECT * FROM merchant_lookup WITH NO DATA");

    assertThat(failureOf("later"))
        .hasMessageContaining("materialized view \"later\" has not been populated")
        .hasMessageContaining("REFRESH MATERIALIZED VIEW");
  }

  @Test
  void aLimitOfTemporaryFilesIsToBeRaised() {
    fixture.executeAsSuperuser(
        "ALTER DATABASE %s SET temp_file_limit = '64kB'".formatted(fixture.database()),
        "ALTER DATABASE %s SET work_mem = '64kB'".formatted(fixture.database()));
    fixture.execute(
        "CREATE VIEW sorted AS SELECT md5(v::text) merchant_id, repeat('x', 100) category"
            + " FROM generate_series(1, 20000) v ORDER BY 1");

    assertThat(failureOf("sorted"))
        .hasMessageContaining("temporary file size exceeds")
        .hasMessageContaining("raise that limit for user user");
  }

  @Test
  void aFileThatTheServerLostIsItsAdministratorsMatter() throws Exception {
    fixture.executeAsSuperuser("CHECKPOINT");
    String file =
        Postgres.query(fixture.database(), "SELECT pg_relation_filepath('merchant_lookup')").get(0);
    Files.delete(Postgres.dataFolder().resolve(file));

    assertThat(failureOf("merchant_lookup"))
        .hasMessageContaining("could not open file")
        .hasMessageContaining("the server's administrator");
  }

  @Test
  void bytesThatAreNoTextCanBeFound() {
    String database = fixture.database() + "_ascii";
    fixture.executeAsSuperuser(
        "CREATE DATABASE %s OWNER \"user\" TEMPLATE template0 ENCODING SQL_ASCII LC_COLLATE 'C' LC_CTYPE 'C'"
            .formatted(database));
    LookupFixture ascii = new LookupFixture(database);
    ascii.execute(
        "CREATE TABLE merchant_lookup (merchant_id text, category text)",
        "INSERT INTO merchant_lookup VALUES ('A', 'fine'), ('B', E'caf\\xe9')");

    assertThat(ascii.failure(ErrorCode.LOOKUP_UNREADABLE))
        .hasMessageContaining("invalid byte sequence for encoding \"UTF8\": 0xe9")
        .hasMessageContaining("WHERE COLUMN ~ '[^[:ascii:]]'");
    assertThat(
            Postgres.query(
                database,
                "SELECT merchant_id FROM merchant_lookup WHERE category ~ '[^[:ascii:]]'"))
        .containsExactly("B");
  }

  @Test
  void aTimeoutOfTheServerIsNotOurs() throws SQLException {
    set("statement_timeout = '200ms'");
    fixture.execute(
        "CREATE VIEW slow AS SELECT pg_sleep(20)::text merchant_id, 'x'::text category");

    assertThat(fixture.failure(ErrorCode.DATABASE_UNREACHABLE, "lookup.table=slow"))
        .hasMessageContaining("canceling statement due to statement timeout")
        .hasMessageContaining("raise statement_timeout of user user");
    set("statement_timeout = 0");
    set("lock_timeout = '200ms'");
    try (Connection other = Postgres.connect(fixture.database());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE merchant_lookup");
      assertThat(fixture.failure(ErrorCode.DATABASE_UNREACHABLE))
          .hasMessageContaining("canceling statement due to lock timeout")
          .hasMessageContaining("raise lock_timeout of user user");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pg_cancel_backend, canceling statement due to user request",
    "pg_terminate_backend, terminating connection due to administrator command"
  })
  void anAdministratorWhoEndsTheQueryIsTold(String function, String sentence) throws Exception {
    fixture.execute(
        "CREATE VIEW slow AS SELECT pg_sleep(20)::text merchant_id, 'x'::text category");
    CompletableFuture<EnrichException> reading =
        CompletableFuture.supplyAsync(
            () -> fixture.failure(ErrorCode.DATABASE_UNREACHABLE, "lookup.table=slow"));
    while (!reading.isDone()) {
      Postgres.query(
          fixture.database(),
          "SELECT %s(pid) FROM pg_stat_activity WHERE query LIKE '%%slow%%' AND wait_event ="
                  .formatted(function)
              + " 'PgSleep' AND datname = current_database()");
      TimeUnit.MILLISECONDS.sleep(50);
    }

    assertThat(reading.get()).hasMessageContaining(sentence).hasMessageContaining("; ");
  }

  @Test
  void aTransactionThatIdledTooLongMayBeTriedAgain() throws Exception {
    set("idle_in_transaction_session_timeout = '100ms'");
    JdbcSettings jdbc = jdbc();
    try (Connection idle = PostgresConnection.open(jdbc)) {
      PostgresConnection.begin(idle, jdbc);
      String alive =
          "SELECT 1 FROM pg_stat_activity WHERE application_name = 'delta-enrich' AND datname ="
              + " current_database()";
      while (!Postgres.query(fixture.database(), alive).isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(failureOf(idle, "SELECT 1"))
          .hasMessageContaining("idle-in-transaction timeout")
          .hasMessageContaining("raise idle_in_transaction_session_timeout");
    }
  }

  @Test
  void aConflictWithAnotherTransactionMayBeTriedAgain() throws SQLException {
    JdbcSettings jdbc = jdbc();
    try (Connection ours = PostgresConnection.open(jdbc);
        Statement statement = ours.createStatement()) {
      PostgresConnection.begin(ours, jdbc, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SELECT 1");
      fixture.execute("UPDATE merchant_lookup SET category = 'theirs'");
      assertThat(failureOf(ours, "UPDATE merchant_lookup SET category = 'ours'"))
          .hasMessageContaining("could not serialize access due to concurrent update")
          .hasMessageEndingWith("; try again");
    }
  }

  @Test
  void namesAScaleBelowZeroAsItIsWritten() {
    fixture.execute("ALTER TABLE merchant_lookup ADD COLUMN rounded numeric(5,-2)");

    assertThat(fixture.failure(ErrorCode.LOOKUP_TYPE, "lookup.columns=rounded"))
        .hasMessageContaining("'rounded' is numeric(5,-2)");
  }

  private void set(String setting) {
    fixture.executeAsSuperuser("ALTER DATABASE %s SET %s".formatted(fixture.database(), setting));
  }

  private JdbcSettings jdbc() {
    return new JdbcSettings(
        Postgres.url(fixture.database()),
        Postgres.USER,
        Optional.of(new Secret(Postgres.PASSWORD)),
        Duration.ofSeconds(20),
        1000);
  }

  private EnrichException failureOf(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SQLException failure = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
      EnrichException told = PostgresConnection.translate("read", jdbc(), failure);
      assertThat(told.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      return told;
    }
  }
}
