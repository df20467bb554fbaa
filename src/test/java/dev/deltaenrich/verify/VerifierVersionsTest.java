package dev.deltaenrich.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which versions are compared, and what is said when they are no longer there. */
class VerifierVersionsTest {
  private static final String RAW =
      "SELECT CAST(id AS STRING) merchant_id, id, id % 2 AS part FROM range(10)";
  private static final String CURATED =
      "SELECT *, IF(merchant_id = '5', 'five', NULL) AS enriched_category FROM (%s)".formatted(RAW);

  @TempDir Path folder;

  @Test
  void rawIsReadAtTheRecordedVersion() {
    RecordedTablesFixture tables = fixture().raw(RAW).curated(CURATED).raw(RAW);
    DeltaTable.forPath(tables.spark(), tables.rawPath()).delete("id < 5");
    VerifyResult result = tables.verify();
    assertThat(result.verified()).isTrue();
    assertThat(result.rawVersion()).isZero();
    assertThat(result.rawRows()).isEqualTo(10);
  }

  @Test
  void partitionedTablesAreCompared() {
    VerifyResult result = fixture().raw(RAW, "part").curated(CURATED, "part").verify();
    assertThat(result.verified()).isTrue();
    assertThat(result.matched()).isEqualTo(1);
  }

  @Test
  void emptyTablesAreEqual() {
    VerifyResult result =
        fixture().raw(RAW + " WHERE id < 0").curated(CURATED + " WHERE id < 0").verify();
    assertThat(result.verified()).isTrue();
    assertThat(result.curatedRows()).isZero();
  }

  @Test
  void whatOthersDidToTheTargetAfterTheRunIsFound() {
    RecordedTablesFixture tables = fixture().raw(RAW).curated(CURATED);
    DeltaTable.forPath(tables.spark(), tables.curatedPath()).delete("id = 3");
    VerifyResult result = tables.verify();
    assertThat(result.targetVersion()).isEqualTo(1);
    assertThat(result.verified()).isFalse();
    assertThat(result.differingRows())
        .containsExactly(
            new DifferingRow(
                "missing in curated",
                "{\"merchant_id\":\"3\",\"id\":3,\"part\":1}",
                "1 time",
                "0 times"));
  }

  @Test
  void aMissingTargetIsNamed() {
    assertFails(
        () -> fixture().verify(),
        ErrorCode.TARGET_MISSING,
        "there is no Delta table; run enrich first, or correct target.path");
  }

  @Test
  void aTargetOfAnotherProgramIsNamed() {
    RecordedTablesFixture tables = fixture();
    tables.spark().sql(CURATED).write().format("delta").save(tables.curatedPath());
    assertFails(
        tables::verify,
        ErrorCode.TARGET_FOREIGN,
        "none of the 1 commits in its log is delta-enrich's");
  }

  @Test
  void aRawTableThatIsGoneIsNamed() {
    RecordedTablesFixture tables = fixture().curated(CURATED);
    assertFails(tables::verify, ErrorCode.RAW_MISSING, "where there is no Delta table any more");
  }

  @Test
  void aRawVersionThatIsGoneIsNamed() {
    RecordedTablesFixture tables = fixture().raw(RAW).rawVersion(7).curated(CURATED);
    assertFails(
        tables::verify,
        ErrorCode.HISTORY_GONE,
        "it was made of version 7 of %s, which can no longer be read".formatted(tables.rawPath()));
  }

  @Test
  void rawFilesThatWereVacuumedAreNamed() throws IOException {
    RecordedTablesFixture tables = fixture().raw(RAW).curated(CURATED);
    deleteDataFiles(tables.rawPath());
    assertFails(tables::verify, ErrorCode.HISTORY_GONE, "which can no longer be read (File file:");
  }

  @Test
  void aLookupHistoryThatIsGoneIsNamed() {
    RecordedTablesFixture tables = new RecordedTablesFixture(folder).raw(RAW).curated(CURATED);
    assertFails(
        tables::verify,
        ErrorCode.HISTORY_GONE,
        "and there is no Delta table at " + tables.historyPath());
  }

  @Test
  void aLookupSnapshotThatIsGoneIsNamed() {
    RecordedTablesFixture tables = fixture().raw(RAW).curated(CURATED);
    DeltaTable.forPath(tables.spark(), tables.historyPath()).delete();
    assertFails(
        tables::verify,
        ErrorCode.HISTORY_GONE,
        "with lookup snapshot snapshot-1 of merchant_lookup, and %s has no rows of that snapshot"
            .formatted(tables.historyPath()));
  }

  @Test
  void lookupFilesThatWereVacuumedAreNamed() throws IOException {
    RecordedTablesFixture tables = fixture().raw(RAW).curated(CURATED);
    deleteDataFiles(tables.historyPath());
    assertFails(
        tables::verify,
        ErrorCode.HISTORY_GONE,
        "and data files of %s are gone".formatted(tables.historyPath()));
  }

  @Test
  void aRunThatWasCutShortIsNamed() {
    RecordedTablesFixture tables = fixture().raw(RAW).cutShort().curated(CURATED);
    assertFails(
        tables::verify,
        ErrorCode.RUN_INCOMPLETE,
        "is one of several of run run-1, which did not make");
  }

  @Test
  void aLookupHistoryThatWasWrittenTwiceIsNamed() {
    RecordedTablesFixture tables = fixture();
    tables.lookup("SELECT '5' AS key, map('category', 'six') AS values").raw(RAW).curated(CURATED);
    assertFails(
        tables::verify, ErrorCode.LOOKUP_DUPLICATES, "has 2 rows but only 1 different keys");
  }

  private static void assertFails(ThrowingCallable verify, ErrorCode code, String message) {
    assertThatThrownBy(verify)
        .isInstanceOf(EnrichException.class)
        .hasMessageStartingWith("Cannot verify ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(verify).extracting("code").isEqualTo(code);
  }

  private static void deleteDataFiles(String table) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(table))) {
      files = all.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private RecordedTablesFixture fixture() {
    return new RecordedTablesFixture(folder)
        .lookup("SELECT '5' AS key, map('category', 'five') AS values");
  }
}
