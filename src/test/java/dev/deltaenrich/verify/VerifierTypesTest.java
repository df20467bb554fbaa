package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw columns of every type: equal ones pass, the slightest change is found. */
class VerifierTypesTest {
  private static final String RAW =
      """
      SELECT 'MER-ABC' merchant_id, map('k', 1, 'n', NULL) a_map, array('a', NULL, '') an_array,
        named_struct('x', 1, 'y', named_struct('z', CAST(NULL AS STRING))) a_struct,
        CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)) a_decimal,
        TIMESTAMP'2024-02-29 12:34:56.123456' a_timestamp, X'00FF' a_binary, DATE'0001-01-01' a_date,
        CAST('NaN' AS DOUBLE) a_double, array(map('k', array(1, 2)), map('k', array(3))) deep""";

  @TempDir Path folder;

  @Test
  void equalValuesOfAllTypesPass() {
    VerifyResult result = curated(RAW);
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.verified()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'n', NULL                | 'n', 0",
        "array('a', NULL, '')     | array(NULL, 'a', '')",
        "array('a', NULL, '')     | array('a', '', '')",
        "array('a', NULL, '')     | array('a', NULL, '', NULL)",
        "named_struct('z', CAST(NULL AS STRING)) | named_struct('z', '')",
        "12345678901234567890.123456789012345678 | 12345678901234567890.123456789012345679",
        "123456' a_timestamp      | 123457' a_timestamp",
        "X'00FF'                  | X'00FE'",
        "DATE'0001-01-01'         | DATE'0001-01-02'",
        "CAST('NaN' AS DOUBLE)    | CAST(NULL AS DOUBLE)",
        "array(1, 2)), map('k', array(3)) | array(1)), map('k', array(2, 3))"
      })
  void theSlightestChangeIsFound(String value, String other) {
    assertThat(RAW).contains(value);
    VerifyResult result = curated(RAW.replace(value, other));
    assertThat(result.verified()).isFalse();
    assertThat(result.schemaDifferences()).isEmpty();
    assertThat(result.differingRows())
        .extracting(DifferingRow::difference)
        .containsExactlyInAnyOrder("missing in curated", "not in raw");
    assertThat(result.differingRows().get(0).row())
        .isNotEqualTo(result.differingRows().get(1).row());
  }

  @Test
  void aValueThatMovedToTheNextColumnIsFound() {
    String raw = "SELECT 'MER-ABC' merchant_id, CAST(NULL AS STRING) a, 'x' b";
    VerifyResult result =
        fixture()
            .raw(raw)
            .curated(
                "SELECT 'MER-ABC' merchant_id, 'x' a, CAST(NULL AS STRING) b, 'Groceries' enriched_category")
            .verify();
    assertThat(result.verified()).isFalse();
    assertThat(result.differingRows()).hasSize(2);
  }

  private VerifyResult curated(String query) {
    return fixture()
        .raw(RAW)
        .curated("SELECT *, 'Groceries' AS enriched_category FROM (%s)".formatted(query))
        .verify();
  }

  private RecordedTablesFixture fixture() {
    return new RecordedTablesFixture(folder)
        .lookup("SELECT 'MER-ABC' AS key, map('category', 'Groceries') AS values");
  }
}
