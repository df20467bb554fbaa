package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.services.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordCommandTest {
  @TempDir Path folder;

  private static Connection open(String command) {
    return PostgresConnection.open(
        new JdbcSettings(
            Postgres.url("postgres"),
            Postgres.USER,
            Optional.empty(),
            Optional.of(command),
            Optional.empty(),
            Duration.ofSeconds(10),
            1000));
  }

  @Test
  void theFirstLineIsThePasswordOfEachConnectionAnew() throws Exception {
    Path calls = folder.resolve("calls");
    String command = "echo once >>'%s'; echo '%s'; echo more".formatted(calls, Postgres.PASSWORD);

    for (int connection = 0; connection < 2; connection++) {
      try (Connection opened = open(command)) {
        assertThat(opened.isValid(1)).isTrue();
      }
    }
    assertThat(Files.readAllLines(calls)).hasSize(2);
  }

  @Test
  void aProcessThatTheCommandLeavesBehindIsNotWaitedFor() {
    assertThat(PasswordCommand.run("sleep 60 & echo secret", 10).reveal()).isEqualTo("secret");
  }

  @Test
  void aLongOutputIsReadToItsEnd() {
    String command = "echo secret; head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2";
    assertThat(PasswordCommand.run(command, 10).reveal()).isEqualTo("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo canary; echo 'token expired' >&2; exit 7 | ended with exit code 7: token expired;",
        "echo canary; no-such-program | ended with exit code 127: sh:",
        "echo 'please log in' >&2 | printed no password: please log in;",
        "true | printed no password;",
        "echo; echo canary | printed no password;",
        "cat | printed no password;",
        "echo canary; sleep 60 | took longer than 1 s;"
      })
  void aCommandWithoutAPasswordIsToldAndItsOutputIsNot(String command, String sentence) {
    assertThatThrownBy(() -> PasswordCommand.run(command, 1))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_DENIED))
        .hasMessageStartingWith(
            "Cannot connect to PostgreSQL: the command of lookup.jdbc.password-command ")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("canary");
  }

  @Test
  void aWrongPasswordIsTheServersToTell() {
    assertThatThrownBy(() -> open("echo wrong"))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("password authentication failed")
        .hasMessageContaining("lookup.jdbc.password-command");
  }
}
