package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups whose validity is not as it should be: nothing is written. */
class BadValidityTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "CREATE TABLE accounts (id bigint, valid_from date, valid_to date, segment text)",
                "INSERT INTO accounts VALUES (1, '2024-01-01', '2024-02-01', 'a'), (1, '2024-02-01', NULL, 'b'), (2, NULL, NULL, 'c')")
            .set("raw.key", "account")
            .set("lookup.table", "accounts")
            .set("lookup.key", "id")
            .set("lookup.columns", "segment")
            .set("lookup.valid-from", "valid_from")
            .set("lookup.valid-to", "valid_to")
            .set("lookup.raw-time", "ts")
            .raw(
                "SELECT 1L account, timestamp '2024-01-10 00:00:00' ts, 'x' AS word UNION ALL SELECT 1L, timestamp '2024-02-10 00:00:00', 'x'");
  }

  /** Also where the rows are too many to hold, and PostgreSQL finds out. */
  @ParameterizedTest
  @ValueSource(strings = {"256MiB", "0"})
  void rowsOfOneKeyThatAreValidAtOneTime(String bound) {
    tables
        .set("lookup.max-broadcast-bytes", bound)
        .database("INSERT INTO accounts VALUES (1, '2024-01-15', '2024-01-16', 'late')");

    tables.refuses(
        ErrorCode.LOOKUP_DUPLICATES,
        "Cannot enrich from lookup accounts: with lookup.match=exact, rows of one 'id' are valid at the same time:",
        "'1' (from 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z and from 2024-01-15T00:00:00Z to 2024-01-16T00:00:00Z)",
        "end the earlier row where the later one begins");
  }

  @ParameterizedTest
  @ValueSource(strings = {"256MiB", "0"})
  void rowsThatBeginAtOneMoment(String bound) {
    tables
        .set("lookup.valid-to", "")
        .set("lookup.max-broadcast-bytes", bound)
        .database("INSERT INTO accounts VALUES (2, NULL, NULL, 'again')");

    tables.refuses(ErrorCode.LOOKUP_DUPLICATES, "'2' (always and always)");
  }

  /** A row that ends before it begins is never valid, and in nobody's way. */
  @ParameterizedTest
  @ValueSource(strings = {"256MiB", "0"})
  void rowsThatAreNeverValidMatchNothing(String bound) {
    tables
        .set("lookup.max-broadcast-bytes", bound)
        .database(
            "INSERT INTO accounts VALUES (1, '2024-01-10', '2024-01-10', 'empty'), (1, '2024-03-01', '2024-01-01', 'turned')");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.lookup().rows()).isEqualTo(3);
    assertThat(tables.curated().where("segment = 'a'").count()).isEqualTo(1);
  }

  @Test
  void infinitiesAreWithoutEnd() {
    tables.database(
        "UPDATE accounts SET valid_from = coalesce(valid_from, '-infinity'), valid_to = coalesce(valid_to, 'infinity')");

    tables.enrichAndVerify();

    assertThat(tables.curated().where("segment = 'b'").count()).isEqualTo(1);
  }

  @Test
  void aTimeTooFarAwayToBeCounted() {
    tables.database("UPDATE accounts SET valid_to = '5000000-01-01' WHERE segment = 'b'");

    tables.refuses(
        ErrorCode.LOOKUP_TYPE,
        "the row of key '1' is valid from or to a time that is too far away");
  }

  @ParameterizedTest
  @CsvSource({
    "lookup.valid-from, segment, LOOKUP_TYPE, its column 'segment' is text",
    "lookup.valid-to, id, LOOKUP_TYPE, its column 'id' is int8",
    "lookup.valid-from, none, LOOKUP_COLUMN_MISSING, none",
    "lookup.raw-time, word, KEY_NOT_TEXT, its column 'word' is string",
    "lookup.raw-time, none, KEY_MISSING, it has no column 'none'",
    "lookup.raw-time, '', SETTINGS, lookup.raw-time must name raw's column of times",
    "lookup.valid-from, '', SETTINGS, lookup.valid-to has no effect without lookup.valid-from",
    "lookup.zone, Berlin, SETTINGS, must be a time zone such as UTC or Europe/Berlin",
    "lookup.duplicates, first:segment, SETTINGS, must be fail where lookup.valid-from is set"
  })
  void settingsThatCannotBe(String setting, String value, ErrorCode code, String message) {
    tables.set(setting, value);

    tables.refuses(code, message);
  }

  @Test
  void rowsOutsideOfTheirKeysValidityAreUnmatched() {
    tables
        .raw("SELECT 1L account, timestamp '2023-01-10 00:00:00' ts, 'x' AS word")
        .raw("SELECT 1L account, CAST(NULL AS timestamp) ts, 'x' AS word")
        .set("lookup.unmatched", "fail");

    tables.refuses(
        ErrorCode.UNMATCHED, "1 have no time and 1 a time at which their key has no valid row");

    tables.set("lookup.unmatched", "null").set("lookup.min-match-rate", "0.6");
    tables.refuses(ErrorCode.MATCH_RATE, "only 0.5000 of the rows with a key match accounts");
  }

  @Test
  void aSnapshotThatDoesNotSayWhenItsRowsAreValid() {
    String dated = tables.enrich().lookup().snapshot();
    tables
        .unset("lookup.valid-")
        .unset("lookup.raw-time")
        .database("DELETE FROM accounts WHERE segment = 'b'");
    String always = tables.enrich().lookup().snapshot();

    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of(dated))))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("its keys have 3 columns, while raw.key names 1");
    tables.set("lookup.valid-from", "valid_from").set("lookup.raw-time", "ts");
    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of(always))))
        .isInstanceOf(EnrichException.class)
        .hasMessageContaining("it does not say when its rows are valid");
  }
}
