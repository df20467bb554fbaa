package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which quarantines are refused, before anything is written. */
class QuarantineRefusalsTest {
  @TempDir Path folder;
  private EnrichmentTables tables;
  private Path quarantine;

  @BeforeEach
  void quarantines() {
    quarantine = folder.resolve("quarantine");
    tables =
        new EnrichmentTables(folder)
            .set("lookup.unmatched", "quarantine")
            .set("quarantine.path", quarantine.toString())
            .sixRows();
  }

  private void checkRefuses(ErrorCode code, String... parts) {
    assertThatThrownBy(() -> PlanJob.requireTarget(tables.spark(), tables.settings()))
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
  }

  @Test
  void oneWithoutAPath() {
    tables.unset("quarantine.path");

    tables.refuses(
        ErrorCode.SETTINGS,
        "quarantine.path must name a folder when lookup.unmatched is quarantine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "raw/below", "curated", "curated/below", "curated_lookups", ""})
  void oneThatIsInAnotherTableOrHasOneInside(String path) {
    tables.set("quarantine.path", folder.resolve(path).toString());

    tables.refuses(ErrorCode.TARGET_IS_RAW, "quarantine.path", "choose separate folders");
    checkRefuses(ErrorCode.TARGET_IS_RAW, "quarantine.path");
  }

  @Test
  void aDeltaTableOfAnotherProgram() {
    tables.spark().range(3).write().format("delta").save(quarantine.toString());

    tables.refuses(
        ErrorCode.TARGET_FOREIGN,
        "it is a Delta table, and not a quarantine that delta-enrich made",
        "choose another quarantine.path");
    checkRefuses(ErrorCode.TARGET_FOREIGN, "choose another quarantine.path");
    assertThat(tables.spark().read().format("delta").load(quarantine.toString()).count())
        .isEqualTo(3);
  }

  @Test
  void aCuratedTable() {
    tables
        .set("lookup.unmatched", "null")
        .unset("quarantine.path")
        .set("target.path", quarantine.toString())
        .enrich();
    tables
        .set("lookup.unmatched", "quarantine")
        .set("quarantine.path", quarantine.toString())
        .set("target.path", folder.resolve("curated").toString());

    tables.refuses(ErrorCode.TARGET_FOREIGN, "not a quarantine that delta-enrich made");
  }

  @Test
  void aFolderOfOtherFiles() throws IOException {
    Files.createDirectories(quarantine);
    Files.writeString(quarantine.resolve("notes.txt"), "mine");

    tables.refuses(
        ErrorCode.TARGET_FOREIGN, "it is no Delta table and holds other files (notes.txt)");
  }

  @Test
  void theQuarantineOfAnotherTable() {
    tables.enrich();
    String first = tables.targetPath();
    tables.set("target.path", folder.resolve("other").toString());

    tables.refuses(ErrorCode.TARGET_FOREIGN, "it is the quarantine of file:" + first);
  }

  @Test
  void oneInWhichAnotherProgramWrote() {
    tables.enrich();
    tables.raw("SELECT 7L id, 'MER-??' merchant_id").enrich();
    tables.spark().sql("OPTIMIZE delta.`%s`".formatted(quarantine));
    long before = tables.curatedFiles().size();

    assertThatThrownBy(tables::enrich)
        .hasMessageContainingAll("another program wrote, compacted or deleted rows", "--overwrite");
    assertThat(tables.curatedFiles()).hasSize((int) before);

    tables.enrich(new EnrichOptions(true, false, Optional.empty()));
    tables.check();
  }

  @Test
  void aQuarantineAsATarget() {
    tables.enrich();
    tables
        .unset("quarantine.path")
        .set("lookup.unmatched", "null")
        .set("target.path", quarantine.toString());

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FOREIGN));
  }

  @Test
  void rawThatHasAColumnOfTheQuarantine() {
    tables.in("more").raw("SELECT 1L id, 'MER-ABC' merchant_id, 'x' _Reason");

    tables.refuses(
        ErrorCode.COLUMN_EXISTS, "it has a column '_reason', which the quarantine adds to raw's");
  }
}
