package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.enrich.LookupDifference;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.LookupColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose lookup is read by its changed rows make what runs make that read it whole. */
class ChangedRowsTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables =
        new EnrichmentTables(folder)
            .database(
                "CREATE TABLE changing AS SELECT 'm' || i AS merchant_id, 'c' || i % 7 AS category, clock_timestamp() AS updated_at FROM generate_series(1, 400) i",
                "CREATE INDEX ON changing (updated_at)")
            .set("lookup.table", "changing")
            .set("lookup.changed-column", "updated_at")
            .raw(keys(0, 100))
            .raw(keys(100, 200))
            .raw(keys(350, 450));
  }

  private static String keys(int first, int after) {
    return "SELECT id, concat('m', id) merchant_id FROM range(%d, %d, 1, 1)"
        .formatted(first, after);
  }

  private void update(String key, String category) {
    tables.database(
        "UPDATE changing SET category = '%s', updated_at = clock_timestamp() WHERE merchant_id = '%s'"
            .formatted(category, key));
  }

  private long rowsKept(String snapshot) {
    return tables.history().where("key IS NOT NULL AND snapshot = '" + snapshot + "'").count();
  }

  @Test
  void onlyFilesWithAChangedKeyAreMadeAgain() {
    EnrichResult first = tables.enrichAndVerify();
    update("m105", "new");

    EnrichResult second = tables.enrichAndVerify();

    assertThat(first.join()).isEqualTo("broadcast");
    assertThat(second.join()).isEqualTo("shuffle");
    assertThat(second.files().added()).isEqualTo(1);
    assertThat(second.files().kept()).isEqualTo(2);
    assertThat(rowsKept(tables.record().lookup().snapshot())).isEqualTo(1);
    tables.check();
  }

  @Test
  void nothingToDoIsFoundWithoutAnyRow() {
    tables.enrich();

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    assertThat(tables.history().count()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "trim", "trim-ignore-case"})
  void manyRunsComeToWhatOneMakes(String match) {
    tables.set("lookup.match", match).set("lookup.full-read-every", "4").enrichAndCheck();
    for (int run = 1; run <= 6; run++) {
      update("m" + (run * 60), "run " + run);
      update("m" + (run * 61), "run " + run);
      if (run == 3) {
        tables.database("DELETE FROM changing WHERE merchant_id = 'm7'");
      }
      if (run % 2 == 0) {
        tables.database(
            "INSERT INTO changing VALUES ('m%d', NULL, clock_timestamp())".formatted(400 + run));
      }
      tables.enrichAndCheck();
    }
    assertThat(tables.verify().verified()).isTrue();
    String snapshot = tables.record().lookup().snapshot();
    List<String> many = rows(tables.curated());

    tables.set("lookup.changed-column", "").in("anew").raw(keys(0, 100)).raw(keys(100, 200));
    tables.raw(keys(350, 450)).enrich();

    assertThat(tables.record().lookup().snapshot()).isEqualTo(snapshot);
    assertThat(rows(tables.curated())).isEqualTo(many);
  }

  /** The keys are read in the history as they are compared. */
  @ParameterizedTest
  @CsvSource({
    "uuid, md5(id)::uuid, upper(md5(id))",
    "citext, 'Key ' || id, 'KEY ' || id",
    "char(12), 'k' || id, lower('K') || id || '   '"
  })
  void keysOfTheirOwnEqualityAreGoneOnFrom(String type, String key, String inRaw) {
    tables
        .database(
            "CREATE EXTENSION IF NOT EXISTS citext",
            "ALTER TABLE changing ADD COLUMN id text, ADD COLUMN own " + type,
            "UPDATE changing SET id = substr(merchant_id, 2)",
            "UPDATE changing SET own = " + key)
        .set("lookup.key", "own")
        .in("typed");
    for (int first = 0; first < 300; first += 100) {
      tables.raw(
          "SELECT id, %s merchant_id FROM (SELECT string(id) id FROM range(%d, %d, 1, 1))"
              .formatted(inRaw, first, first + 100));
    }
    tables.enrich();
    update("m105", "new");

    EnrichResult second = tables.enrichAndVerify();

    assertThat(second.join()).isEqualTo("shuffle");
    assertThat(second.files().added()).isEqualTo(1);
    assertThat(tables.curated().where("enriched_category = 'new'").count()).isEqualTo(1);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aSnapshotOfChangedRowsIsReadWhole() {
    tables.enrich();
    update("m3", "new");
    tables.enrich();
    update("m4", "newer");
    tables.enrich();

    String snapshot = tables.record().lookup().snapshot();
    LookupHistory history = new LookupHistory(tables.spark(), tables.historyPath());

    assertThat(rowsKept(snapshot)).isEqualTo(2);
    assertThat(history.isWhole(snapshot)).isTrue();
    assertThat(history.read(snapshot).count()).isEqualTo(400);
    assertThat(history.keys(Set.of(snapshot)).distinct().count()).isEqualTo(400);
    assertThat(history.read(snapshot).where("key IN ('m3', 'm4')").collectAsList())
        .extracting(row -> row.getString(0), row -> row.getJavaMap(1).get("category"))
        .containsExactlyInAnyOrder(tuple("m3", "new"), tuple("m4", "newer"));
  }

  /** What differs between snapshots of one root is found by a look at few rows. */
  @Test
  void theKeysThatDifferAreThoseOfAComparisonOfAllRows() {
    tables.set("lookup.match", "trim").enrich();
    List<String> snapshots = new ArrayList<>(List.of(tables.record().lookup().snapshot()));
    for (String category : List.of("new", "newer", "c3")) {
      update("m3", category);
      update("m" + (100 + category.length()), category);
      tables.database(
          "INSERT INTO changing VALUES ('%s', NULL, clock_timestamp())".formatted(category));
      tables.enrich();
      snapshots.add(tables.record().lookup().snapshot());
    }
    LookupHistory history = new LookupHistory(tables.spark(), tables.historyPath());
    List<LookupColumn> columns = List.of(new LookupColumn("category", DataTypes.StringType));
    LookupDifference whole = new LookupDifference(columns, KeyMatch.EXACT);

    for (int one = 0; one < snapshots.size(); one++) {
      for (int other = one; other < snapshots.size(); other++) {
        String before = snapshots.get(one);
        String after = snapshots.get(other);
        Optional<Set<String>> differing =
            whole.changedKeys(history.read(before), history.read(after));
        assertThat(history.keysDiffering(before, after, columns)).isEqualTo(differing);
        assertThat(history.keysDiffering(after, before, columns)).isEqualTo(differing);
      }
    }
    assertThat(history.keysDiffering(snapshots.get(0), "unknown", columns)).isEmpty();
  }

  @Test
  void aRunWithAnEarlierSnapshotReadsItFromTheHistory() {
    tables.enrich();
    update("m3", "new");
    tables.enrich();
    List<String> rows = rows(tables.curated());
    String snapshot = tables.record().lookup().snapshot();
    update("m3", "newer");
    tables.enrich();

    tables.enrich(new EnrichOptions(false, false, Optional.of(snapshot)));

    assertThat(rows(tables.curated())).isEqualTo(rows);
  }

  @Test
  void aSnapshotWhoseBaseWasDeletedIsNotGoneOnFrom() {
    tables.enrich();
    String base = tables.record().lookup().snapshot();
    update("m3", "new");
    tables.enrich();
    String snapshot = tables.record().lookup().snapshot();
    tables
        .spark()
        .sql("DELETE FROM delta.`%s` WHERE snapshot = '%s'".formatted(tables.historyPath(), base));
    LookupHistory history = new LookupHistory(tables.spark(), tables.historyPath());
    assertThat(history.contains(snapshot)).isFalse();

    tables.enrich();

    assertThat(rowsKept(snapshot)).isEqualTo(400);
    tables.check();
  }

  @Test
  void aHistoryOfEarlierVersionsIsMarkedByTheFirstRun() {
    tables.set("lookup.changed-column", "").enrich();
    tables.set("lookup.changed-column", "updated_at").enrich();
    update("m3", "new");

    assertThat(tables.enrich().join()).isEqualTo("shuffle");
    assertThat(tables.history().where("key IS NOT NULL").count()).isEqualTo(401);
  }

  @Test
  void aPlanReadsAllRowsAndKeepsNone() {
    tables.enrich();
    update("m105", "new");

    assertThat(tables.plan().join()).isEqualTo("broadcast");
    assertThat(tables.history().count()).isEqualTo(400);
  }

  @Test
  void lookupsOfOneHistoryAreEachGoneOnFrom() {
    tables
        .set("lookups", "one,other")
        .set("lookup.one.columns", "category:a")
        .set("lookup.other.columns", "category:b")
        .set("lookup.other.match", "trim");
    tables.enrich();
    update("m105", "new");
    tables.enrich();
    update("m106", "newer");

    assertThat(tables.enrichAndVerify().join()).isEqualTo("shuffle");
  }
}
