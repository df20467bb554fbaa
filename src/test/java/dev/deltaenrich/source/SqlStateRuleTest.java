package dev.deltaenrich.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.config.JdbcSettings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Every class of PostgreSQL's documented error codes, and the codes that are told apart. */
class SqlStateRuleTest {
  private static final JdbcSettings JDBC =
      new JdbcSettings(
          "jdbc:postgresql://db/main_db", "reader", Optional.empty(), Duration.ofSeconds(30), 1000);

  @ParameterizedTest
  @CsvSource({
    "01000, LOOKUP_UNREADABLE",
    "02000, LOOKUP_UNREADABLE",
    "03000, LOOKUP_UNREADABLE",
    "08000, DATABASE_UNREACHABLE",
    "08001, DATABASE_UNREACHABLE",
    "08006, DATABASE_UNREACHABLE",
    "08P01, DATABASE_UNREACHABLE",
    "09000, LOOKUP_UNREADABLE",
    "0A000, LOOKUP_UNREADABLE",
    "0B000, LOOKUP_UNREADABLE",
    "0F001, LOOKUP_UNREADABLE",
    "0L000, LOOKUP_UNREADABLE",
    "0P000, LOOKUP_UNREADABLE",
    "0Z002, LOOKUP_UNREADABLE",
    "10608, LOOKUP_UNREADABLE",
    "20000, LOOKUP_UNREADABLE",
    "21000, LOOKUP_UNREADABLE",
    "22003, LOOKUP_UNREADABLE",
    "22012, LOOKUP_UNREADABLE",
    "22021, LOOKUP_UNREADABLE",
    "22P02, LOOKUP_UNREADABLE",
    "22P05, LOOKUP_UNREADABLE",
    "23505, LOOKUP_UNREADABLE",
    "24000, LOOKUP_UNREADABLE",
    "25001, DATABASE_UNREACHABLE",
    "25006, LOOKUP_DENIED",
    "25P02, DATABASE_UNREACHABLE",
    "25P03, DATABASE_UNREACHABLE",
    "25P04, DATABASE_UNREACHABLE",
    "26000, SETTINGS",
    "27000, LOOKUP_UNREADABLE",
    "28000, DATABASE_DENIED",
    "28P01, DATABASE_DENIED",
    "2B000, LOOKUP_UNREADABLE",
    "2D000, LOOKUP_UNREADABLE",
    "2F005, LOOKUP_UNREADABLE",
    "34000, LOOKUP_UNREADABLE",
    "38000, LOOKUP_UNREADABLE",
    "39000, LOOKUP_UNREADABLE",
    "3B001, LOOKUP_UNREADABLE",
    "3D000, DATABASE_MISSING",
    "3F000, LOOKUP_MISSING",
    "40001, DATABASE_UNREACHABLE",
    "40P01, DATABASE_UNREACHABLE",
    "42501, LOOKUP_DENIED",
    "42601, LOOKUP_UNREADABLE",
    "42702, LOOKUP_UNREADABLE",
    "42703, LOOKUP_COLUMN_MISSING",
    "42804, LOOKUP_UNREADABLE",
    "42809, LOOKUP_MISSING",
    "42883, LOOKUP_TYPE",
    "42P01, LOOKUP_MISSING",
    "42P05, SETTINGS",
    "42P22, LOOKUP_UNREADABLE",
    "44000, LOOKUP_UNREADABLE",
    "53100, DATABASE_UNREACHABLE",
    "53200, DATABASE_UNREACHABLE",
    "53300, DATABASE_UNREACHABLE",
    "53400, LOOKUP_UNREADABLE",
    "54001, LOOKUP_UNREADABLE",
    "55000, LOOKUP_UNREADABLE",
    "55006, DATABASE_UNREACHABLE",
    "55P03, DATABASE_UNREACHABLE",
    "57000, DATABASE_UNREACHABLE",
    "57014, DATABASE_UNREACHABLE",
    "57P01, DATABASE_UNREACHABLE",
    "57P02, DATABASE_UNREACHABLE",
    "57P03, DATABASE_UNREACHABLE",
    "57P04, DATABASE_UNREACHABLE",
    "57P05, DATABASE_UNREACHABLE",
    "58000, DATABASE_UNREACHABLE",
    "58030, DATABASE_UNREACHABLE",
    "58P01, LOOKUP_UNREADABLE",
    "58P02, LOOKUP_UNREADABLE",
    "72000, DATABASE_UNREACHABLE",
    "F0000, DATABASE_UNREACHABLE",
    "HV000, LOOKUP_UNREADABLE",
    "P0001, LOOKUP_UNREADABLE",
    "P0002, LOOKUP_UNREADABLE",
    "XX000, DATABASE_UNREACHABLE",
    "XX001, LOOKUP_UNREADABLE",
    "XX002, LOOKUP_UNREADABLE"
  })
  void everyClassHasACodeAndASentence(String state, ErrorCode code) {
    assertSentence(translate("what the server says", state), code);
  }

  /** PgBouncer's words; its SQLSTATE says no more than that it speaks. */
  @ParameterizedTest
  @CsvSource({
    "no such database: other, DATABASE_MISSING",
    "no such user: stranger, DATABASE_DENIED",
    "no such user, DATABASE_DENIED",
    "SASL authentication failed, DATABASE_DENIED",
    "password authentication failed, DATABASE_DENIED",
    "server login failed: FATAL password authentication failed for user \"u\", DATABASE_DENIED",
    "role \"u\" does not exist, DATABASE_DENIED",
    "database \"main_db\" does not exist, DATABASE_MISSING",
    "unsupported startup parameter: extra_float_digits, SETTINGS",
    "unsupported startup parameter in options: work_mem, SETTINGS",
    "transaction blocks not allowed in statement pooling mode, SETTINGS",
    "pgbouncer cannot connect to server, DATABASE_UNREACHABLE",
    "query_wait_timeout, DATABASE_UNREACHABLE",
    "no more connections allowed (max_client_conn), DATABASE_UNREACHABLE",
    "'server login has been failing, try again later', DATABASE_UNREACHABLE"
  })
  void poolersAreToldByTheirWords(String message, ErrorCode code) {
    assertSentence(translate(message, "08P01"), code);
  }

  /** What the driver says of this process's memory, with the server's SQLSTATE. */
  @Test
  void aHeapWithoutRoomForTheRowsIsNotTheServers() {
    String said = "Ran out of memory retrieving query results.";
    SQLException failure =
        new PSQLException(said, PSQLState.OUT_OF_MEMORY, new OutOfMemoryError("Java heap space"));

    EnrichException told = PostgresConnection.translate("read", JDBC, failure);

    assertThat(told.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(told)
        .hasMessage(
            "Cannot read: the Spark driver's heap of %,d bytes has no room for the rows of a round trip"
                + " (Ran out of memory retrieving query results); lower lookup.jdbc.fetch-size,"
                + " or raise spark.driver.memory",
            Runtime.getRuntime().maxMemory());
  }

  private static EnrichException translate(String message, String state) {
    return PostgresConnection.translate("read", JDBC, new SQLException(message, state));
  }

  private static void assertSentence(EnrichException failure, ErrorCode code) {
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure).hasMessageMatching("Cannot read: .*db:5432.*; .*");
    assertThat(failure).hasMessageNotContaining("%");
  }
}
