package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.verify.VerifiedLookup;
import dev.deltaenrich.verify.VerifyResult;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison of curated rows with several lookups looks at the columns of each. */
class SeveralLookupsVerifyTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void threeRowsAreEnrichedFromTwoLookups() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "CREATE TABLE accounts (id bigint, segment text)",
                "INSERT INTO accounts VALUES (7, 'gold'), (8, 'silver')")
            .set("lookups", "merchant, account")
            .set("lookup.account.raw-key", "account")
            .set("lookup.account.table", "accounts")
            .set("lookup.account.key", "id")
            .set("lookup.account.columns", "segment")
            .raw(
                "SELECT * FROM VALUES (1, 'MER-ABC', 7), (2, 'MER-XYZ', 8), (3, NULL, 9)"
                    + " AS (id, merchant_id, account)");
    tables.enrich();
  }

  @Test
  void rightValuesOfBothPass() {
    VerifyResult result = tables.verify();

    assertThat(result.verified()).isTrue();
    assertThat(result.lookups()).extracting(VerifiedLookup::wrongValues).containsExactly(0L, 0L);
  }

  @Test
  void aWrongValueOfTheFirstLookupIsThatLookups() {
    tables.sql("UPDATE TARGET SET enriched_category = 'Forged' WHERE id = 2");

    VerifyResult result = tables.verify();

    assertThat(result.verified()).isFalse();
    assertThat(result.lookups()).extracting(VerifiedLookup::wrongValues).containsExactly(1L, 0L);
    assertThat(result.differingRows()).hasSize(1);
  }

  @Test
  void aWrongValueOfTheSecondLookupIsThatLookups() {
    tables.sql("UPDATE TARGET SET segment = 'forged' WHERE id = 2");

    VerifyResult result = tables.verify();

    assertThat(result.verified()).isFalse();
    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.wrongValues()).isEqualTo(1);
    assertThat(result.lookups())
        .extracting(it -> it.name() + " " + it.wrongValues())
        .containsExactly("merchant 0", "account 1");
    assertThat(result.differingRows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.difference()).isEqualTo("wrong value");
              assertThat(row.row()).contains("\"id\":2");
              assertThat(row.expected())
                  .isEqualTo("{\"enriched_category\":\"Electronics\",\"segment\":\"silver\"}");
              assertThat(row.found())
                  .isEqualTo("{\"enriched_category\":\"Electronics\",\"segment\":\"forged\"}");
            });
  }

  @Test
  void aValueOfTheSecondLookupInARowThatOnlyTheFirstMatchesIsWrong() {
    tables.raw("SELECT 4 AS id, 'MER-ABC' AS merchant_id, 10 AS account").enrich();
    tables.sql("UPDATE TARGET SET segment = 'gold' WHERE id = 4");

    assertThat(tables.verify().lookups())
        .extracting(VerifiedLookup::wrongValues)
        .containsExactly(0L, 1L);
  }
}
