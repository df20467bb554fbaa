package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.config.Secret;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresConnectionTest {
  private static final Optional<Secret> PASSWORD = Optional.of(new Secret(Postgres.PASSWORD));
  private static final String DATABASE = Postgres.createDatabase();

  @Test
  void opensAConnectionThatTheServerCanNameInItsViews() throws SQLException {
    try (Connection connection =
            PostgresConnection.open(settings(Postgres.url(DATABASE), PASSWORD));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT current_user, current_setting('application_name')")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo(Postgres.USER);
      assertThat(row.getString(2)).isEqualTo("delta-enrich");
      assertThat(connection.getNetworkTimeout()).isEqualTo(2000);
    }
  }

  @Test
  void usesThePasswordFileOfPostgresqlWhenNoPasswordIsSet(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pgpass");
    Files.writeString(
        file, "127.0.0.1:%d:*:user:%s%n".formatted(Postgres.port(), Postgres.PASSWORD));
    System.setProperty("org.postgresql.pgpassfile", file.toString());
    try (Connection connection =
        PostgresConnection.open(settings(Postgres.url(DATABASE), Optional.empty()))) {
      assertThat(connection.isValid(1)).isTrue();
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }

  @Test
  void namesServerDatabaseAndUserOfAWrongPasswordButNotThePassword() {
    EnrichException failure =
        failure(settings(Postgres.url(DATABASE), Optional.of(new Secret("canary-wrong"))));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure)
        .hasMessageContaining("127.0.0.1:" + Postgres.port())
        .hasMessageContaining("database " + DATABASE + ", user user")
        .hasMessageContaining("password authentication failed")
        .hasMessageContaining("set ENRICH_LOOKUP_JDBC_PASSWORD")
        .hasMessageNotContaining("canary");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void saysHowToGiveAPasswordWhenThereIsNone() {
    EnrichException failure = failure(settings(Postgres.url(DATABASE), Optional.empty()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure).hasMessageContaining(".pgpass").hasMessageContaining("no password");
  }

  @Test
  void namesTheDatabaseThatIsNotThere() {
    EnrichException failure = failure(settings(Postgres.url("no_such_db"), PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_MISSING);
    assertThat(failure)
        .hasMessageContaining("there is no such database")
        .hasMessageContaining("database no_such_db");
  }

  @Test
  void callsAClosedPortUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    EnrichException failure =
        failure(settings("jdbc:postgresql://127.0.0.1:%d/main_db".formatted(port), PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("127.0.0.1:%d, database main_db".formatted(port))
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void callsAnUnknownHostUnreachable() {
    EnrichException failure =
        failure(settings("jdbc:postgresql://no-such-host.invalid/main_db", PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("no-such-host.invalid:5432");
  }

  @Test
  void givesUpOnAServerThatAcceptsButNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EnrichException failure =
          failure(
              settings(
                  "jdbc:postgresql://127.0.0.1:%d/main_db".formatted(silent.getLocalPort()),
                  PASSWORD));
      assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    }
  }

  @Test
  void waitsForTheFirstAnswerAsLongAsForAnyOther() throws Exception {
    Duration longerThanTheDriverWould = Duration.ofSeconds(6);
    try (Relay late = Relay.to(Postgres.port()).delayAnswer(longerThanTheDriverWould);
        Connection connection =
            PostgresConnection.open(
                new JdbcSettings(
                    "jdbc:postgresql://127.0.0.1:%d/%s".formatted(late.port(), DATABASE),
                    Postgres.USER,
                    PASSWORD,
                    Duration.ofSeconds(20),
                    1000))) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void givesUpOnAnAnswerThatTakesTooLong() throws SQLException {
    JdbcSettings jdbc = settings(Postgres.url(DATABASE), PASSWORD);
    EnrichException failure = queryFailure(jdbc, "SELECT pg_sleep(60)");
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("gave no answer within 2 s");
  }

  @Test
  void advisesOnTlsWhenTheServerHasNone() {
    EnrichException failure =
        failure(settings(Postgres.url(DATABASE) + "?sslmode=require", PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_DENIED);
    assertThat(failure).hasMessageContaining("SSL").hasMessageContaining("check sslmode");
  }

  @Test
  void tellsMissingTablesColumnsAndRightsApart() throws SQLException {
    JdbcSettings jdbc = settings(Postgres.url(DATABASE), PASSWORD);
    Postgres.executeAsSuperuser(DATABASE, "CREATE TABLE forbidden (a int)");
    Postgres.execute(DATABASE, "CREATE TABLE IF NOT EXISTS narrow (a int)");

    EnrichException table = queryFailure(jdbc, "SELECT a FROM \"absent\"");
    assertThat(table.code()).isEqualTo(ErrorCode.LOOKUP_MISSING);
    assertThat(table)
        .hasMessageStartingWith("Cannot read the lookup: relation \"absent\" does not exist")
        .hasMessageContaining("create it");
    assertThat(queryFailure(jdbc, "SELECT a FROM public.merchant_lookup"))
        .hasMessageContaining("run bootstrap");
    EnrichException column = queryFailure(jdbc, "SELECT b FROM narrow");
    assertThat(column.code()).isEqualTo(ErrorCode.LOOKUP_COLUMN_MISSING);
    assertThat(column).hasMessageContaining("column \"b\" does not exist");
    EnrichException right = queryFailure(jdbc, "SELECT a FROM forbidden");
    assertThat(right.code()).isEqualTo(ErrorCode.LOOKUP_DENIED);
    assertThat(right)
        .hasMessageContaining("permission denied for table forbidden")
        .hasMessageContaining("grant user user the right");
  }

  @Test
  void keepsUnforeseenFailuresWithTheirState() {
    EnrichException failure =
        PostgresConnection.translate(
            "read the lookup",
            settings(Postgres.url(DATABASE), PASSWORD),
            new SQLException("something new", "ZZ999"));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNEXPECTED);
    assertThat(failure).hasMessageContaining("something new (SQLSTATE ZZ999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=yes",
        "sslmode=",
        "targetServerType=leader",
        "gssEncMode=maybe",
        "stringtype=text",
        "autosave=often",
        "preferQueryMode=fast",
        "socketTimeout=soon",
        "receiveBufferSize=big",
        "socketFactory=no.such.Factory"
      })
  void refusesParametersThatTheDriverRefuses(String parameter) {
    EnrichException failure = failure(settings(Postgres.url(DATABASE) + "?" + parameter, PASSWORD));
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining("lookup.jdbc.url");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void callsALostConnectionUnreachable() {
    EnrichException failure =
        PostgresConnection.translate(
            "read the lookup",
            settings("jdbc:postgresql://db:5433/main_db", PASSWORD),
            new SQLException("terminating connection due to administrator command", "57P01"));
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            "Cannot read the lookup: db:5433, database main_db, user user cannot be reached"
                + " (terminating connection due to administrator command); check lookup.jdbc.url"
                + " and that the server runs");
  }

  @Test
  void refusesAUrlThatDoesNotParse() {
    EnrichException failure = failure(settings("jdbc:postgresql://host:port/x", PASSWORD));
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining("lookup.jdbc.url does not parse");
  }

  private static JdbcSettings settings(String url, Optional<Secret> password) {
    return new JdbcSettings(url, Postgres.USER, password, Duration.ofSeconds(2), 1000);
  }

  private static EnrichException failure(JdbcSettings jdbc) {
    return catchThrowableOfType(EnrichException.class, () -> PostgresConnection.open(jdbc));
  }

  private static EnrichException queryFailure(JdbcSettings jdbc, String sql) throws SQLException {
    try (Connection connection = PostgresConnection.open(jdbc);
        Statement statement = connection.createStatement()) {
      SQLException failure =
          catchThrowableOfType(SQLException.class, () -> statement.executeQuery(sql));
      return PostgresConnection.translate("read the lookup", jdbc, failure);
    }
  }
}
