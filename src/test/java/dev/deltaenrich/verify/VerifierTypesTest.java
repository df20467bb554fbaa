package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw columns of every type, from files to verdict; {@link RowHashTest} has all the changes. */
class VerifierTypesTest {
  @TempDir Path folder;

  @Test
  void equalValuesOfAllTypesPass() {
    VerifyResult result = curated(RowHashTest.ROW);
    assertThat(result.differingRows()).isEmpty();
    assertThat(result.verified()).isTrue();
  }

  @Test
  void aChangeDeepInAColumnIsFoundAndShown() {
    VerifyResult result = curated(RowHashTest.ROW.replace("array(3)", "array(4)"));
    assertThat(result.verified()).isFalse();
    assertThat(result.schemaDifferences()).isEmpty();
    assertThat(result.differingRows())
        .extracting(DifferingRow::difference)
        .containsExactly("missing in curated", "not in raw");
    assertThat(result.differingRows().get(0).row())
        .contains("\"deep\":[{\"k\":[1,2]},{\"k\":[3]}]");
    assertThat(result.differingRows().get(1).row())
        .contains("\"deep\":[{\"k\":[1,2]},{\"k\":[4]}]");
  }

  @Test
  void aMicrosecondIsShown() {
    VerifyResult result =
        curated(RowHashTest.ROW.replace("123456' a_timestamp", "123457' a_timestamp"));
    assertThat(result.differingRows().get(0).row()).contains("2024-02-29T12:34:56.123456Z");
    assertThat(result.differingRows().get(1).row()).contains("2024-02-29T12:34:56.123457Z");
  }

  private VerifyResult curated(String query) {
    return new RecordedTablesFixture(folder)
        .lookup("SELECT 'MER-ABC' AS key, map('category', 'Groceries') AS values")
        .raw(RowHashTest.ROW)
        .curated("SELECT *, 'Groceries' AS enriched_category FROM (%s)".formatted(query))
        .verify();
  }
}
