package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes after something happened to raw: never more than it must. */
class IncrementalTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  /** Three files of two rows: ids 1 and 2, 3 and 4, 5 and 6. */
  @BeforeEach
  void enrichThreeFiles() {
    tables = new EnrichmentTables(folder);
    tables
        .raw("SELECT * FROM VALUES (1L, 'MER-ABC'), (2L, 'MER-?') AS (id, merchant_id)")
        .raw("SELECT * FROM VALUES (3L, 'MER-XYZ'), (4L, NULL) AS (id, merchant_id)")
        .raw("SELECT * FROM VALUES (5L, 'MER-123'), (6L, 'MER-NIL') AS (id, merchant_id)");
    assertThat(tables.enrichAndCheck().files().added()).isEqualTo(3);
  }

  private Set<String> paths() {
    return tables.curatedFiles().stream()
        .map(AddFile::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Runs, checks the table, and says what happened. */
  private EnrichResult run(int added, int removed, int kept) {
    return run(tables::enrichAndCheck, added, removed, kept);
  }

  private EnrichResult run(Supplier<EnrichResult> enrich, int added, int removed, int kept) {
    Set<String> before = paths();
    EnrichResult result = enrich.get();
    assertThat(List.of(result.files().added(), result.files().removed(), result.files().kept()))
        .as("added, removed, kept")
        .containsExactly(added, removed, kept);
    Set<String> stayed = paths();
    stayed.retainAll(before);
    assertThat(stayed).as("files that stayed").hasSize(kept);
    assertThat(tables.enrich().outcome()).as("the run after").isEqualTo("nothing to do");
    return result;
  }

  @Test
  void whereNothingHappenedNothingIsDone() {
    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.outcome()).isEqualTo("nothing to do");
    assertThat(result.commits()).isEmpty();
    assertThat(result.target().version()).isZero();
    assertThat(result.files().kept()).isEqualTo(3);
    assertThat(result.counts().rows()).isZero();
    assertThat(result.report().heading())
        .isEqualTo("Nothing to do: file:%s is what raw and lookup make", tables.targetPath());
    assertThat(tables.plan().outcome()).isEqualTo("nothing to do");
    assertThat(tables.plan().commits()).isZero();
  }

  @Test
  void rowsThatWereAppendedAreMade() {
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id");

    EnrichResult result = run(1, 0, 3);

    assertThat(result.counts().rows()).isEqualTo(1);
    assertThat(result.reasons()).isEqualTo(Map.of("new in raw", 1));
    assertThat(result.producers()).isEqualTo(Map.of("splice", 1));
    assertThat(result.commits()).containsExactly(1L);
  }

  @Test
  void aFileWhoseRowsWereDeletedIsTakenAway() {
    tables.sql("DELETE FROM RAW WHERE id IN (3, 4)");

    run(0, 1, 2);
  }

  @Test
  void aFileOfWhichARowWasDeletedIsMadeAnew() {
    tables.sql("DELETE FROM RAW WHERE id = 3");

    EnrichResult result = run(1, 1, 2);

    assertThat(result.counts().rows()).isEqualTo(1);
  }

  @Test
  void aRowThatADeletionVectorTookIsTakenAwayToo() {
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    tables.sql("DELETE FROM RAW WHERE id = 3");
    assertThat(tables.rawFiles()).anyMatch(file -> file.deletionVector() != null);

    run(tables::enrichAndVerify, 1, 1, 2);
    tables.sql("DELETE FROM RAW WHERE id = 1");
    run(tables::enrichAndVerify, 1, 1, 2);
  }

  @Test
  void updatedRowsAreMadeAnew() {
    tables.sql("UPDATE RAW SET merchant_id = 'MER-ABC' WHERE id = 2");

    run(1, 1, 2);
  }

  @Test
  void mergedRowsAreMadeAnew() {
    tables.sql(
        "MERGE INTO RAW t USING (SELECT * FROM VALUES (5L, 'MER-ABC'), (9L, 'MER-XYZ') AS (id, merchant_id)) s"
            + " ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");

    assertThat(tables.enrichAndCheck().files().kept()).isEqualTo(2);
    assertThat(tables.check().rows()).isEqualTo(7);
  }

  @Test
  void compactedFilesAreMadeAnewTogether() {
    tables.sql("OPTIMIZE RAW");

    run(1, 3, 0);
  }

  @Test
  void aRestoredVersionIsFollowed() {
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id").sql("DELETE FROM RAW WHERE id < 3");
    run(1, 1, 2);
    tables.sql("RESTORE RAW TO VERSION AS OF 2");

    run(1, 1, 2);
  }

  @Test
  void anOverwrittenTableIsMadeAnew() {
    tables.sql("INSERT OVERWRITE RAW SELECT id + 100, merchant_id FROM RAW WHERE id < 4");

    assertThat(tables.enrichAndCheck().files().kept()).isZero();
    assertThat(tables.check().rows()).isEqualTo(3);
  }

  @Test
  void anEmptiedTableIsEmptied() {
    tables.sql("DELETE FROM RAW");
    run(0, 3, 0);
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id");
    run(1, 0, 0);
  }

  @Test
  void aVersionOfRawThatChangesNoFileIsNothing() {
    tables.sql("ALTER TABLE RAW SET TBLPROPERTIES (team = 'x')");

    run(0, 0, 3);
    assertThat(tables.record().raw().version()).isEqualTo(2);
  }

  @Test
  void aRestoredTargetIsBroughtBackToToday() {
    tables.database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id");
    run(2, 1, 2);
    tables.sql("RESTORE TARGET TO VERSION AS OF 0");

    EnrichResult result = run(2, 1, 2);

    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed", 1, "new in raw", 1));
  }

  @Test
  void aFullRunMakesEverythingAnew() {
    tables.set("enrich.mode", "full");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(List.of(result.files().added(), result.files().removed(), result.files().kept()))
        .containsExactly(3, 3, 0);
    assertThat(result.reasons()).isEqualTo(Map.of("whole table", 3));
  }

  @Test
  void anotherRuleMakesEverythingAnew() {
    tables.set("lookup.unmatched", "default:none");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.reasons()).isEqualTo(Map.of("rule changed", 3));
    assertThat(tables.curated().where("enriched_category = 'none'").count()).isEqualTo(2);
    assertThat(tables.curatedFiles())
        .extracting(file -> tags(file).rule())
        .containsOnly(tables.settings().rule().id());
  }

  @Test
  void partitionsThatDidNotChangeStay() {
    EnrichmentTables partitioned = new EnrichmentTables(folder).in("partitioned");
    partitioned
        .raw("SELECT id, 'MER-ABC' merchant_id, id % 3 AS day FROM range(9)", "day")
        .enrichAndVerify();
    partitioned.sql("DELETE FROM RAW WHERE day = 1");
    partitioned.raw("SELECT 10L id, 'MER-XYZ' merchant_id, 5L AS day", "day");

    EnrichResult result = partitioned.enrichAndVerify();

    assertThat(List.of(result.files().added(), result.files().removed(), result.files().kept()))
        .containsExactly(1, 1, 2);
  }
}
