package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of a target that other programs wrote to. */
class ChangedTargetTest {
  private static final EnrichOptions OVERWRITE = new EnrichOptions(true, false, Optional.empty());

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
    tables.sixRows().enrichAndCheck();
  }

  private void assertRefusedAndHealed(int kept) {
    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FOREIGN))
        .hasMessageContaining("another program wrote, compacted or deleted rows of 1 of its ")
        .hasMessageEndingWith("pass --overwrite to replace them by what raw and lookup make");

    EnrichResult healed = tables.enrich(OVERWRITE);

    assertThat(healed.files().kept()).isEqualTo(kept);
    assertThat(tables.verify().verified()).isTrue();
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void rowsThatAnotherProgramAppended() {
    tables.sql("INSERT INTO TARGET VALUES (99L, 'MER-ABC', 'Forged')");

    assertRefusedAndHealed(2);
  }

  @Test
  void rowsThatAnotherProgramChanged() {
    tables.sql("UPDATE TARGET SET enriched_category = 'Forged' WHERE id = 1");

    assertRefusedAndHealed(1);
  }

  @Test
  void rowsThatAnotherProgramDeletedByAVector() {
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM TARGET WHERE id = 1");
    assertThat(tables.curatedFiles()).anyMatch(file -> file.deletionVector() != null);

    assertRefusedAndHealed(1);
  }

  @Test
  void filesThatAnotherProgramCompacted() {
    tables.sql("OPTIMIZE TARGET");

    assertRefusedAndHealed(0);
  }

  @Test
  void filesThatAnotherProgramTookAwayAreMadeAgain() {
    tables.sql("DELETE FROM TARGET WHERE id > 3");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(1);
    assertThat(result.files().kept()).isEqualTo(1);
  }

  @Test
  void propertiesThatSomeoneSetChangeNothing() {
    tables.sql("ALTER TABLE TARGET SET TBLPROPERTIES (team = 'finance')");

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }
}
