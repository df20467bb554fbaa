package dev.deltaenrich.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables tell of rows whose values were valid at their time. */
class ValidityLineageTest {
  @TempDir Path folder;
  private LineageTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new LineageTables(folder)
            .database(
                "CREATE TABLE rates (code text, valid_from date, valid_to date, rate numeric(8, 4))",
                "INSERT INTO rates VALUES ('EUR', '2024-01-01', '2024-02-01', 1.1), ('EUR', '2024-02-01', NULL, 1.2)")
            .set("raw.key", "currency")
            .set("lookup.table", "rates")
            .set("lookup.key", "code")
            .set("lookup.columns", "rate")
            .set("lookup.valid-from", "valid_from")
            .set("lookup.valid-to", "valid_to")
            .set("lookup.raw-time", "day")
            .append(
                "SELECT * FROM VALUES ('t1', 'EUR', DATE'2024-01-31'), ('t2', 'EUR', DATE'2024-02-01'),"
                    + " ('t3', 'EUR', DATE'2023-12-31'), ('t4', 'EUR', NULL), ('t5', 'USD', DATE'2024-02-01')"
                    + " AS (transaction_id, currency, day)");
    tables.enrich();
  }

  @Test
  void aRowTellsWhichRowOfTheLookupWasValid() {
    assertThat(tables.explain("t1").lookupAnswer())
        .isEqualTo("rate = '1.1000', valid from 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z");
    assertThat(tables.explain("t2").lookupAnswer())
        .isEqualTo("rate = '1.2000', valid from 2024-02-01T00:00:00Z on");
    assertThat(tables.explain("t2").lookupRow()).isEqualTo(Map.of("rate", "1.2000"));
    assertThat(tables.explain("t3").lookupAnswer())
        .isEqualTo(
            "has rows for the key, and none is valid at 2023-12-31T00:00:00Z: lookup.unmatched was null");
    assertThat(tables.explain("t4").lookupAnswer())
        .isEqualTo("not asked, the row has no time in 'day': lookup.unmatched was null");
    assertThat(tables.explain("t5").lookupAnswer())
        .isEqualTo("has no row for the key: lookup.unmatched was null");
  }

  @Test
  void onlyKeysThatTheLookupLacksAreUnknown() {
    UnmatchedResult unmatched =
        new UnmatchedList(tables.spark(), tables.settings()).list(20, Optional.empty());

    assertThat(unmatched.keys()).extracting(UnknownKey::key).containsExactly("USD");
  }

  @Test
  void runsTellRowsOutsideOfValidity() {
    ListedCommit commit =
        RunList.of(tables.spark(), tables.target().toString(), 10).commits().get(0);

    assertThat(List.of(commit.matched(), commit.unknownKey())).containsExactly(2L, 1L);
    assertThat(List.of(commit.nullTime(), commit.outsideValidity())).containsExactly(1L, 1L);
  }
}
