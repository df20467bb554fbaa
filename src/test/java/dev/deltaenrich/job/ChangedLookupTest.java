package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run makes after the lookup changed: files that hold a changed key, no others. */
class ChangedLookupTest {
  private static final String FOOD =
      "UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'";

  @TempDir Path folder;
  private EnrichmentTables tables;

  /** Three files; the bounds of the third one span all keys. */
  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder);
    tables
        .raw("SELECT * FROM VALUES (1L, 'MER-ABC'), (2L, 'MER-?') AS (id, merchant_id)")
        .raw("SELECT * FROM VALUES (3L, 'MER-XYZ'), (4L, NULL) AS (id, merchant_id)")
        .raw("SELECT * FROM VALUES (5L, 'MER-123'), (6L, 'MER-NIL') AS (id, merchant_id)");
  }

  private EnrichResult run(int added, int kept) {
    EnrichResult result = tables.enrichAndCheck();
    assertThat(List.of(result.files().added(), result.files().removed(), result.files().kept()))
        .as("added, removed, kept")
        .containsExactly(added, added, kept);
    return result;
  }

  @Test
  void onlyFilesThatHoldAChangedKeyAreMadeAnew() {
    tables.enrichAndCheck();
    tables.database(FOOD);

    PlanResult plan = tables.plan();
    EnrichResult result = run(1, 2);

    assertThat(plan.changes().addReasons()).isEqualTo(Map.of("lookup changed", 1));
    assertThat(result.reasons()).isEqualTo(Map.of("lookup changed", 1));
    assertThat(result.lookup().snapshot()).isEqualTo(plan.lookup().snapshot());
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aKeyThatIsAddedConcernsTheFilesThatLackedIt() {
    tables.enrichAndCheck();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Found', 'Question')");

    run(1, 2);
  }

  @Test
  void aKeyThatIsTakenAwayConcernsTheFilesThatHaveIt() {
    tables.enrichAndCheck();
    tables.database("DELETE FROM merchant_lookup WHERE merchant_id = 'MER-XYZ'");

    run(1, 2);
  }

  @Test
  void aChangeThatConcernsNoFileIsRecordedOnce() {
    tables.enrichAndCheck();
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-999', 'Nobody', 'Unused')");

    EnrichResult result = run(0, 3);

    assertThat(result.outcome()).isEqualTo("committed");
    assertThat(result.commits()).containsExactly(1L);
    assertThat(tables.record().lookup().snapshot()).isEqualTo(result.lookup().snapshot());
    assertThat(tables.record().kept()).isEqualTo(3);
    assertThat(tables.history().select("snapshot").distinct().count()).isEqualTo(2);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  /**
   * Without the old snapshot nobody could compare: files that are looked at again are made anew.
   */
  @Test
  void aFileThatWasFoundUnconcernedIsNotLookedAtAgain() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.database(FOOD);
    run(1, 2);
    tables.sql(
        "DELETE FROM delta.`%s` WHERE snapshot = '%s'".formatted(tables.historyPath(), first));

    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
    tables.raw("SELECT 7L id, 'MER-ABC' merchant_id");
    assertThat(tables.enrichAndCheck().files().kept()).isEqualTo(3);
    tables.database("UPDATE merchant_lookup SET category = 'Drugs' WHERE merchant_id = 'MER-123'");
    assertThat(run(1, 3).reasons()).isEqualTo(Map.of("lookup changed", 1));
  }

  @Test
  void whereTheOldLookupIsNotKeptItsFilesAreMadeAnew() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.database(FOOD);
    tables.sql(
        "DELETE FROM delta.`%s` WHERE snapshot = '%s'".formatted(tables.historyPath(), first));

    assertThat(run(3, 0).reasons()).isEqualTo(Map.of("lookup snapshot gone", 3));
  }

  @Test
  void aLookupThatComesBackIsKnownAgain() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.database(FOOD);
    run(1, 2);
    tables.database("UPDATE merchant_lookup SET category = 'Groceries' WHERE category = 'Food'");

    EnrichResult back = run(1, 2);

    assertThat(back.lookup().snapshot()).isEqualTo(first);
    assertThat(tables.history().count()).as("two snapshots of four rows").isEqualTo(8);
  }

  @Test
  void keysAreLookedForAsTheyAreCompared() {
    tables
        .set("lookup.match", "trim-ignore-case")
        .raw("SELECT 7L id, ' mer-abc ' merchant_id")
        .enrichAndCheck();
    tables.database(FOOD);

    EnrichResult result = tables.enrichAndCheck();

    assertThat(List.of(result.files().added(), result.files().kept())).containsExactly(2, 2);
    assertThat(tables.curated().where("enriched_category = 'Food'").count()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsAPartitionColumnIsLookedForInTheLog() {
    EnrichmentTables partitioned = new EnrichmentTables(folder).in("partitioned");
    partitioned
        .raw(
            "SELECT * FROM VALUES (1L, 'MER-ABC'), (2L, 'MER-XYZ'), (3L, NULL) AS (id, merchant_id)",
            "merchant_id")
        .enrichAndCheck();
    partitioned.database(FOOD);

    EnrichResult result = partitioned.enrichAndCheck();

    assertThat(List.of(result.files().added(), result.files().kept())).containsExactly(1, 2);
  }

  @Test
  void aLookupOverTheBroadcastBoundIsComparedToo() {
    tables.set("lookup.max-broadcast-bytes", "1B").enrichAndCheck();
    tables.database(FOOD);
    assertThat(tables.plan().changes().addReasons())
        .as("a plan keeps no lookup and cannot compare one that it cannot hold")
        .isEqualTo(Map.of("lookup changed", 3));

    assertThat(run(1, 2).join()).isEqualTo("shuffle");
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void aLookupColumnOfAnotherTypeMakesEverythingAnew() {
    tables.database("ALTER TABLE merchant_lookup ADD COLUMN code VARCHAR(9) DEFAULT '7'");
    tables.set("lookup.columns", "code").enrichAndCheck();
    tables.database(
        "ALTER TABLE merchant_lookup ALTER COLUMN code DROP DEFAULT",
        "ALTER TABLE merchant_lookup ALTER COLUMN code TYPE INTEGER USING code::integer");

    EnrichResult result = tables.enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(3);
    assertThat(tables.curated().schema().apply("code").dataType().simpleString()).isEqualTo("int");
  }

  @Test
  void anEarlierLookupCanBeUsedAgainWithoutPostgres() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    List<String> before = rows(tables.curated());
    tables.database(FOOD);
    run(1, 2);
    tables
        .set("controls.enabled", "false")
        .set("lookup.jdbc.url", "jdbc:postgresql://localhost:1/x");

    EnrichResult again = tables.enrich(new EnrichOptions(false, false, Optional.of(first)));

    assertThat(again.lookup().snapshot()).isEqualTo(first);
    assertThat(again.files().added()).isEqualTo(1);
    assertThat(rows(tables.curated())).isEqualTo(before);
    assertThat(tables.verify().verified()).isTrue();
    assertThat(tables.enrich(new EnrichOptions(false, false, Optional.of(first))).outcome())
        .isEqualTo("nothing to do");
  }

  @ParameterizedTest
  @ValueSource(strings = {"splice", "rewrite"})
  void daysAndMomentsOfAnEarlierLookupAreWhatTheyWere(String producer) {
    tables
        .database(
            "ALTER TABLE merchant_lookup ADD COLUMN since date, ADD COLUMN seen timestamptz",
            "UPDATE merchant_lookup SET since = '1500-02-28', seen = '1899-12-31 23:59:59.123456+01'")
        .set("lookup.columns", "since,seen")
        .set("enrich.producer", producer);
    String first = tables.enrichAndCheck().lookup().snapshot();
    List<String> before = rows(tables.curated());
    tables.database("UPDATE merchant_lookup SET since = NULL, seen = NULL");
    tables.enrich();

    tables.enrich(new EnrichOptions(false, false, Optional.of(first)));

    assertThat(before.toString()).contains("1500-02-28", "22:59:59.123456");
    assertThat(rows(tables.curated())).isEqualTo(before);
  }

  @Test
  void anEarlierLookupOverTheBroadcastBoundCanBeUsedAgain() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.database(FOOD);
    tables.set("lookup.max-broadcast-bytes", "1B").enrichAndCheck();

    EnrichResult again = tables.enrich(new EnrichOptions(false, false, Optional.of(first)));

    assertThat(again.join()).isEqualTo("shuffle");
    assertThat(again.files().added()).isEqualTo(1);
    assertThat(tables.verify().verified()).isTrue();
  }

  @Test
  void aLookupThatWasNeverKeptIsNamed() {
    tables.enrichAndCheck();

    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of("no-such"))))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HISTORY_GONE))
        .hasMessage(
            "Cannot use lookup snapshot 'no-such': %s does not keep it; choose one that runs recorded, or leave --lookup-snapshot out",
            tables.historyPath());
  }

  @Test
  void aColumnThatAnEarlierLookupLacksIsNamed() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.set("lookup.columns", "merchant_name");

    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of(first))))
        .hasMessageContaining("it has no column 'merchant_name', only category; ");
  }

  @Test
  void switchesCountForAnEarlierLookupToo() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.database("INSERT INTO app_configs VALUES ('data_ingestion_enabled', 'false')");

    assertThat(tables.enrich(new EnrichOptions(false, false, Optional.of(first))).outcome())
        .isEqualTo("switched off");
  }

  @Test
  void aKeptLookupThatAnotherProgramWroteAnewIsNotTaken() {
    String first = tables.enrichAndCheck().lookup().snapshot();
    tables.sql("UPDATE delta.`%s` SET key = key".formatted(tables.historyPath()));

    assertThatThrownBy(() -> tables.enrich(new EnrichOptions(false, false, Optional.of(first))))
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HISTORY_GONE))
        .hasMessageContaining("but not what they were taken of");
  }
}
