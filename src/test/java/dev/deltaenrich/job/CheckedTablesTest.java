package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cheap check that most tests of runs rely on notices what is wrong with a curated table. */
class CheckedTablesTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void sixRowsAreEnriched() {
    tables = new EnrichmentTables(folder).sixRows();
    tables.enrich();
  }

  @Test
  void aRightTablePasses() {
    assertThatCode(tables::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE TARGET SET enriched_category = 'Other' WHERE id = 1",
        "UPDATE TARGET SET enriched_category = NULL WHERE id = 1",
        "UPDATE TARGET SET enriched_category = 'Other' WHERE merchant_id IS NULL",
        "UPDATE TARGET SET merchant_id = 'MER-XYZ' WHERE id = 3",
        "DELETE FROM TARGET WHERE id = 6",
        "INSERT INTO TARGET SELECT * FROM TARGET WHERE id = 1"
      })
  void wrongRowsAreNoticed(String fault) {
    tables.sql(fault);

    assertThatThrownBy(tables::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rows of curated");
  }

  @Test
  void anotherColumnIsNoticed() {
    tables.sql("ALTER TABLE TARGET ADD COLUMNS (note STRING FIRST)");

    assertThatThrownBy(tables::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("columns of curated");
  }

  @Test
  void aLookupThatChangedIsNoticed() {
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");

    assertThatThrownBy(tables::check).isInstanceOf(AssertionError.class);
  }
}
