package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of several commits, as max_batch_size makes them, whole and cut short. */
class BatchedRunTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
    tables
        .raw("SELECT 1L id, 'MER-ABC' merchant_id")
        .raw("SELECT 2L id, 'MER-XYZ' merchant_id")
        .raw("SELECT 3L id, 'MER-123' merchant_id")
        .database("INSERT INTO app_configs VALUES ('max_batch_size', '1')");
  }

  private List<RunRecord> records() {
    return tables
        .sql("DESCRIBE HISTORY TARGET")
        .sort("version")
        .select("userMetadata")
        .collectAsList()
        .stream()
        .map(row -> RunRecord.fromJson(row.getString(0)).orElseThrow())
        .toList();
  }

  @Test
  void aRunMakesAsManyCommitsAsItNeeds() {
    assertThat(tables.plan().commits()).isEqualTo(3);

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.commits()).containsExactly(0L, 1L, 2L);
    assertThat(result.files().added()).isEqualTo(3);
    assertThat(result.counts().rows()).isEqualTo(3);
    assertThat(tables.curated(0).count()).isEqualTo(1);
    assertThat(tables.curated(1).count()).isEqualTo(2);
    assertThat(records())
        .extracting(RunRecord::complete)
        .as("complete")
        .containsExactly(false, false, true);
    assertThat(records()).extracting(RunRecord::run).containsOnly(result.run());
    assertThat(records()).extracting(record -> record.counts().rows()).containsExactly(1L, 1L, 1L);
    assertThat(records()).extracting(RunRecord::kept).containsExactly(0, 1, 2);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aFullRunMakesAsManyCommitsAsItNeeds() {
    tables.enrichAndCheck();
    tables.set("enrich.mode", "full");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.commits()).containsExactly(3L, 4L, 5L);
    assertThat(List.of(result.files().added(), result.files().removed())).containsExactly(3, 3);
    assertThat(tables.curated(4).count()).isEqualTo(3);
  }

  /** Has the run fail at the file that is made last, for its key, which is given back. */
  private String failAtTheLastFile() {
    String key =
        tables
            .rawRows()
            .selectExpr("merchant_id", "input_file_name() AS file")
            .sort(org.apache.spark.sql.functions.col("file").desc())
            .first()
            .getString(0);
    tables
        .database("DELETE FROM merchant_lookup WHERE merchant_id = '%s'".formatted(key))
        .set("lookup.unmatched", "fail");
    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNMATCHED));
    tables.database(
        "INSERT INTO merchant_lookup VALUES ('%s', 'Back again', 'Found')".formatted(key));
    return key;
  }

  @Test
  void aRunThatEndsEarlyKeepsWhatItCommittedAndTheNextGoesOn() {
    failAtTheLastFile();
    assertThat(records()).extracting(RunRecord::complete).containsExactly(false, false);
    assertThat(tables.curated().count()).isEqualTo(2);

    EnrichResult rest = tables.enrichAndVerify();

    assertThat(List.of(rest.files().added(), rest.files().removed(), rest.files().kept()))
        .containsExactly(1, 0, 2);
    assertThat(rest.commits()).containsExactly(2L);
    assertThat(rows(tables.curated())).isEqualTo(rows(tables.oracle()));
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aTableThatWasMadeInPartIsNotVerified() {
    failAtTheLastFile();

    assertThatThrownBy(tables::verify)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RUN_INCOMPLETE))
        .hasMessage(
            "Cannot verify %s: its newest commit by delta-enrich is one of several of run %s, which did not make the others; run enrich again, which goes on from there",
            tables.targetPath(), records().get(0).run());
  }

  @Test
  void whatIsLeftOfARunThatEndedEarlyMayBeNothingButItsEnd() {
    String last = failAtTheLastFile();
    tables.sql("DELETE FROM RAW WHERE merchant_id = '%s'".formatted(last));

    EnrichResult end = tables.enrichAndCheck();

    assertThat(List.of(end.files().added(), end.files().removed(), end.files().kept()))
        .containsExactly(0, 0, 2);
    assertThat(tables.record().complete()).isTrue();
  }

  @Test
  void filesThatOneVersionOfRawReplacedAreReplacedByOneCommit() {
    tables.enrichAndCheck();
    tables.sql("OPTIMIZE RAW");
    tables.raw("SELECT 4L id, 'MER-ABC' merchant_id").raw("SELECT 5L id, 'MER-XYZ' merchant_id");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.commits()).hasSize(3);
    for (long version : result.commits()) {
      assertThat(tables.curated(version).where("id < 4").count()).isEqualTo(3);
    }
  }

  @Test
  void aChangedLookupIsFollowedPartByPart() {
    tables.enrichAndCheck();
    tables.database("UPDATE merchant_lookup SET category = 'Any'");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.commits()).hasSize(3);
    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed", 3));
    assertThat(tables.curated(3).where("enriched_category = 'Any'").count()).isEqualTo(1);
    assertThat(tables.curatedFiles())
        .extracting(file -> tags(file).lookupSnapshot())
        .containsOnly(result.lookup().snapshot());
  }

  /** Without statistics nobody knows of an empty file but its footer. */
  @Test
  void batchesThatTurnOutToBeEmptyAreGoneBeyond() {
    EnrichmentTables other = tables.in("other");
    for (int file = 0; file < 4; file++) {
      other
          .rawWithoutStatistics("SELECT id, 'MER-ABC' merchant_id FROM range(6) WHERE rand() > 2")
          .rawWithoutStatistics("SELECT id, 'MER-ABC' merchant_id FROM range(1)");
    }

    EnrichResult first = other.enrichAndCheck();
    other.raw("SELECT 9L id, 'MER-XYZ' merchant_id");
    EnrichResult second = other.enrichAndCheck();

    assertThat(first.files().added()).isEqualTo(4);
    assertThat(second.files().added()).isEqualTo(1);
    // One more says that all is done, where an empty file happens to be the last.
    assertThat(first.commits()).hasSizeBetween(4, 5);
    assertThat(second.commits()).hasSizeBetween(1, 2);
    assertThat(other.record().complete()).isTrue();
    assertThat(other.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aBoundOfNothingIsRefused() {
    tables.database("UPDATE app_configs SET config_value = '0'");

    assertThatThrownBy(tables::enrich).hasMessageContaining("max_batch_size");
  }
}
