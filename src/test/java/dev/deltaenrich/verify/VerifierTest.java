package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify says of tables that are right, and of tables that are wrong in one respect. */
class VerifierTest {
  private static final String RIGHT =
      """
      SELECT * FROM VALUES
        ('t4', 'MER-?', 4.00, NULL), ('t3', NULL, 3.00, NULL),
        ('t1', 'MER-ABC', 1.00, 'Groceries'), ('t2', 'MER-XYZ', 2.00, 'Electronics')
      AS (transaction_id, merchant_id, amount, enriched_category)""";

  @TempDir static Path folder;
  private static RecordedTablesFixture merchants;

  @BeforeAll
  static void makeRawAndLookup() {
    merchants = RecordedTablesFixture.merchants(folder);
  }

  @Test
  void aRightTablePasses() {
    VerifyResult result = merchants.curated(RIGHT).verify();
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(result.rawRows()).isEqualTo(4);
    assertThat(result.curatedRows()).isEqualTo(4);
    assertThat(result.rawHash()).isEqualTo(result.curatedHash());
    assertThat(List.of(result.matched(), result.nullKey(), result.unknownKey()))
        .containsExactly(2L, 1L, 1L);
    assertThat(result.lookupRows()).isEqualTo(3);
    assertThat(result.report().heading()).startsWith("verified: ");
    assertThat(result.report().figures()).containsEntry("wrong values", "0");
  }

  @Test
  void aChangedRawValueIsFound() {
    VerifyResult result = curated(RIGHT.replace("1.00", "1.01"));
    assertDifferent(result);
    assertThat(result.wrongValues()).isZero();
    assertThat(named(result)).containsExactly("missing in curated 1.00", "not in raw 1.01");
    assertThat(result.differingRows().get(0).row())
        .isEqualTo("{\"transaction_id\":\"t1\",\"merchant_id\":\"MER-ABC\",\"amount\":1.00}");
  }

  @Test
  void aMissingRowIsFound() {
    VerifyResult result = curated(RIGHT + " WHERE transaction_id <> 't2'");
    assertDifferent(result);
    assertThat(result.curatedRows()).isEqualTo(3);
    assertThat(named(result)).containsExactly("missing in curated 2.00");
    assertThat(result.report().figures()).containsEntry("rows", "DIFFERENT number");
  }

  @Test
  void aDoubledRowIsFound() {
    VerifyResult result =
        curated(
            "SELECT * FROM (%s) LATERAL VIEW explode(IF(amount = 4, array(1, 2, 3), array(1))) AS n"
                .formatted(RIGHT)
                .replace(
                    "SELECT * FROM (",
                    "SELECT transaction_id, merchant_id, amount, enriched_category FROM ("));
    assertDifferent(result);
    assertThat(named(result)).containsExactly("too many in curated 4.00");
    assertThat(result.differingRows().get(0).expected()).isEqualTo("1 time");
    assertThat(result.differingRows().get(0).found()).isEqualTo("3 times");
  }

  @Test
  void oneRowInAnothersPlaceIsFoundThoughTheirNumberIsRight() {
    VerifyResult result =
        curated(RIGHT.replace("'t2', 'MER-XYZ', 2.00, 'Electronics'", "'t4', 'MER-?', 4.00, NULL"));
    assertDifferent(result);
    assertThat(named(result))
        .containsExactlyInAnyOrder("missing in curated 2.00", "too many in curated 4.00");
  }

  @Test
  void aWrongCategoryIsFound() {
    VerifyResult result = curated(RIGHT.replace("Groceries", "Grocery"));
    assertDifferent(result);
    assertThat(result.wrongValues()).isEqualTo(1);
    assertThat(result.rawHash()).isEqualTo(result.curatedHash());
    assertThat(named(result)).containsExactly("wrong value 1.00");
    assertThat(result.differingRows().get(0).expected())
        .isEqualTo("{\"enriched_category\":\"Groceries\"}");
    assertThat(result.differingRows().get(0).found())
        .isEqualTo("{\"enriched_category\":\"Grocery\"}");
  }

  @Test
  void anEmptyTextIsNotNull() {
    VerifyResult result = curated(RIGHT.replace("4.00, NULL", "4.00, ''"));
    assertDifferent(result);
    assertThat(result.differingRows().get(0).expected()).isEqualTo("{\"enriched_category\":null}");
    assertThat(result.differingRows().get(0).found()).isEqualTo("{\"enriched_category\":\"\"}");
  }

  @Test
  void nullInAMatchedRowIsWrongUnlessTheLookupHasNull() {
    VerifyResult result = curated(RIGHT.replace("'Groceries'", "NULL").replace("MER-?", "MER-NIL"));
    assertDifferent(result);
    assertThat(result.wrongValues()).isEqualTo(1);
    assertThat(result.matched()).isEqualTo(3);
  }

  @Test
  void onlyTenRowsAreShown() {
    String raw = "SELECT CAST(id AS STRING) AS merchant_id, id AS amount FROM range(100)";
    VerifyResult result =
        new RecordedTablesFixture(folder.resolve("many"))
            .lookup("SELECT '5' AS key, map('category', 'five') AS values")
            .raw(raw)
            .curated(
                "SELECT merchant_id, amount + 1 AS amount, 'x' AS enriched_category FROM (%s)"
                    .formatted(raw))
            .verify();
    assertDifferent(result);
    assertThat(result.differingRows()).hasSize(10);
    assertThat(result.differingRows()).extracting(DifferingRow::difference).contains("wrong value");
    assertThat(result.report().tables()).hasSize(1);
  }

  @Test
  void columnsOutOfOrderAreFound() {
    VerifyResult result =
        curated(
            "SELECT transaction_id, merchant_id, enriched_category, amount FROM (%s)"
                .formatted(RIGHT));
    assertDifferent(result);
    assertThat(result.schemaDifferences())
        .containsExactly(
            "columns should be transaction_id, merchant_id, amount, enriched_category, but are"
                + " transaction_id, merchant_id, enriched_category, amount");
    assertThat(result.rawHash()).isNull();
    assertThat(result.report().notes()).hasSize(1);
  }

  @Test
  void aColumnOfAnotherTypeIsFound() {
    VerifyResult result =
        curated(
            "SELECT transaction_id, merchant_id, CAST(amount AS DOUBLE) amount, enriched_category FROM (%s)"
                .formatted(RIGHT));
    assertDifferent(result);
    assertThat(result.schemaDifferences())
        .containsExactly("column amount should be decimal(3,2), but is double");
  }

  private VerifyResult curated(String query) {
    return merchants.curated(query).verify();
  }

  private static void assertDifferent(VerifyResult result) {
    assertThat(result.verified()).isFalse();
    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.report().heading()).startsWith("DIFFERENT: ");
  }

  /** What is wrong and the row's amount, for each row. */
  private static Stream<String> named(VerifyResult result) {
    return result.differingRows().stream()
        .map(
            row -> row.difference() + " " + row.row().replaceAll(".*\"amount\":([0-9.]+).*", "$1"));
  }
}
