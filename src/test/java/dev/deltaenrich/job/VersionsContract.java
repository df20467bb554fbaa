package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.oracle.TableRows;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** One run after another. */
interface VersionsContract extends EnrichmentContract {
  @Test
  default void aSecondRunBringsTheTableUpToDateByOneVersion() {
    tables().sixRows().enrichAndCheck();
    List<String> before = rows(tables().curated());
    tables().database("UPDATE merchant_lookup SET category = 'Food' WHERE merchant_id = 'MER-ABC'");
    tables().raw("SELECT 7L id, 'MER-123' merchant_id");

    EnrichResult second = tables().enrichAndCheck();

    assertThat(second.target().version()).isEqualTo(1);
    assertThat(second.files().added()).isEqualTo(3);
    assertThat(second.files().removed()).isEqualTo(2);
    assertThat(tables().check().rows()).isEqualTo(7);
    assertThat(rows(tables().curated(0))).isEqualTo(before);
    List<String> kept = historyRows().column("snapshot");
    assertThat(Set.copyOf(kept)).as("both lookups are kept").hasSize(2);
    assertThat(kept).allSatisfy(it -> assertThat(Collections.frequency(kept, it)).isEqualTo(4));
  }

  @Test
  default void aRunThatFailsKeepsNoLookup() {
    tables()
        .sixRows()
        .set("lookup.max-broadcast-bytes", "1B")
        .database(
            "CREATE VIEW doubled AS SELECT * FROM merchant_lookup UNION ALL SELECT * FROM merchant_lookup")
        .set("lookup.table", "doubled");

    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_DUPLICATES));
    assertThat(Path.of(tables().historyPath())).doesNotExist();
    assertThat(Path.of(tables().targetPath())).doesNotExist();
  }

  @Test
  default void aFullRunAgainGivesTheSameRows() {
    EnrichResult first = tables().sixRows().enrichAndCheck();
    List<String> before = tables().curatedRows().lines();
    tables().set("enrich.mode", "full");

    EnrichResult second = tables().enrichAndCheck();

    assertThat(second.target().version()).isEqualTo(1);
    assertThat(second.lookup().snapshot()).isEqualTo(first.lookup().snapshot());
    assertThat(second.run()).isNotEqualTo(first.run());
    assertThat(historyRows().rows()).as("the lookup is kept once").hasSize(4);
    assertThat(tables().curatedRows().lines()).isEqualTo(before);
  }

  @Test
  default void rowsDeletedFromRawLeaveCurated() {
    tables().sixRows().enrichAndCheck();
    tables().sql("DELETE FROM RAW");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isZero();
    assertThat(result.files().removed()).isEqualTo(2);
    assertThat(tables().curatedRows().rows()).isEmpty();
  }

  @Test
  default void newColumnsOfRawAreFollowed() {
    tables().sixRows().enrichAndCheck();
    tables().raw("SELECT 7L id, 'MER-123' merchant_id, DATE'2024-02-29' day");
    tables().enrichAndCheck();

    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "day", "enriched_category");
  }

  @Test
  default void anotherRuleReplacesTheColumns() {
    tables().sixRows().enrichAndCheck();
    tables().set("lookup.columns", "merchant_name").enrichAndCheck();

    assertThat(tables().curatedRows().names())
        .containsExactly("id", "merchant_id", "merchant_name");
    assertThat(tables().curatedRows(0).names())
        .containsExactly("id", "merchant_id", "enriched_category");
  }

  @Test
  default void whatUsersSetOnTheTargetStays() {
    tables().sixRows().enrichAndCheck();
    tables()
        .sql(
            "ALTER TABLE TARGET SET TBLPROPERTIES (team = 'finance', delta.logRetentionDuration = 'interval 90 days', delta.dataSkippingNumIndexedCols = '2')");
    tables().sql("COMMENT ON TABLE TARGET IS 'for the auditors'");
    tables().raw("SELECT 7L id, 'MER-123' merchant_id, 'x' note");
    tables().set("enrich.mode", "full").enrichAndCheck();

    Row detail = tables().sql("DESCRIBE DETAIL TARGET").select("description", "properties").first();
    assertThat(detail.getString(0)).isEqualTo("for the auditors");
    assertThat(detail.<String, String>getJavaMap(1))
        .containsEntry("team", "finance")
        .containsEntry("delta.logRetentionDuration", "interval 90 days");
    assertThat(tables().curatedFiles())
        .allSatisfy(file -> assertThat(file.stats()).doesNotContain("enriched_category"));
  }

  @Test
  default void whatItsSessionGivesNewTablesDoesNotKeepATargetFromBeingWritten() {
    Map<String, String> defaults =
        Map.of(
            "spark.databricks.delta.properties.defaults.columnMapping.mode", "name",
            "spark.databricks.delta.properties.defaults.appendOnly", "true",
            "spark.databricks.delta.properties.defaults.checkpointInterval", "7");
    tables().sixRows();
    SparkConf started = tables().spark().sparkContext().conf();
    defaults.forEach(started::set);
    defaults.forEach(tables().spark().conf()::set);
    try {
      tables().enrichAndCheck();
      tables().sql("DELETE FROM RAW WHERE id = 1");
      tables().enrichAndCheck();
    } finally {
      defaults.keySet().forEach(started::remove);
      defaults.keySet().forEach(tables().spark().conf()::unset);
    }

    assertThat(tables().sql("SHOW TBLPROPERTIES TARGET").collectAsList().toString())
        .contains("[delta.checkpointInterval,7]", "[delta.appendOnly,false]");
  }

  @Test
  default void changeDataOfTheTargetTellsTheRowsOfEachRun() {
    tables().sixRows().enrichAndCheck();
    tables().sql("ALTER TABLE TARGET SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
    long version = tables().set("enrich.mode", "full").enrichAndCheck().target().version();

    assertThat(
            tables()
                .spark()
                .read()
                .format("delta")
                .option("readChangeFeed", true)
                .option("startingVersion", version)
                .load(tables().targetPath())
                .groupBy("_change_type")
                .count()
                .sort("_change_type")
                .collectAsList()
                .toString())
        .isEqualTo("[[delete,6], [insert,6]]");
  }

  private TableRows historyRows() {
    return TableRows.of(Path.of(tables().historyPath()));
  }
}
