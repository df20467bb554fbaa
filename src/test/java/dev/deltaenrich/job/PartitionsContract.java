package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Curated is partitioned as raw is. */
interface PartitionsContract extends EnrichmentContract {
  @Test
  default void partitionsOfEveryTypeAreKept() {
    tables()
        .raw(
            """
            SELECT * FROM VALUES
              ('MER-ABC', 'eu', DATE'2024-02-29', 1, 10L), ('MER-XYZ', 'us', DATE'1500-01-01', -2, 11L),
              ('MER-?', NULL, NULL, NULL, 12L), (NULL, '', DATE'2024-03-01', 3, 13L)
            AS (merchant_id, region, day, shard, id)""",
            "region",
            "day",
            "shard")
        .enrichAndVerify();

    assertThat(partitionColumns(tables().targetPath())).containsExactly("region", "day", "shard");
    assertThat(tables().curated().columns())
        .containsExactly("merchant_id", "region", "day", "shard", "id", "enriched_category");
    assertThat(rows(tables().curated())).hasSize(4).isEqualTo(rows(tables().oracle()));
    assertThat(rows(tables().curated().where("day = '2024-02-29' AND shard = 1"))).hasSize(1);
    assertThat(rows(tables().curated().where("region IS NULL"))).hasSize(2);
  }

  @Test
  default void partitionValuesMayHoldAnyCharacter() {
    tables()
        .raw(
            """
            SELECT 'MER-ABC' merchant_id, col place, col copy FROM (SELECT explode(array('a b', 'a/b',
              '%', '%20', 'a=b', 'é', '🛒', 'x:y', '#', '+', '?', '*', 'it\\'s', '"', '{1}', ' ', '.', 'a\\\\b')))""",
            "place")
        .enrichAndCheck();

    assertThat(rows(tables().curated())).hasSize(18).isEqualTo(rows(tables().oracle()));
    assertThat(tables().curated().where("place = copy").count()).isEqualTo(18);
    for (String place : List.of("a b", "a/b", "%20", "a=b", "é", "🛒")) {
      assertThat(tables().curated().where("place = '%s'".formatted(place)).count()).isEqualTo(1);
    }
  }

  @Test
  default void timesMayBePartitions() {
    tables()
        .raw(
            "SELECT 'MER-ABC' merchant_id, 1 a, TIMESTAMP'2024-02-29 12:34:56.123456' at UNION ALL SELECT 'MER-?', 2, TIMESTAMP'2024-02-29 00:00:00'",
            "at")
        .enrichAndCheck();

    assertThat(tables().check().rows()).isEqualTo(2);
  }

  @Test
  default void theKeyMayBeAPartitionColumn() {
    tables()
        .raw(
            "SELECT * FROM VALUES ('MER-ABC', 1), ('MER-ABC', 2), (NULL, 3), ('MER-?', 4), ('MER-XYZ', 5) AS (merchant_id, a)",
            "merchant_id");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.counts().matched()).isEqualTo(3);
    assertThat(result.counts().nullKey()).isEqualTo(1);
  }

  @Test
  default void aPartitionColumnMayBeSpelledInAnotherCase() {
    tables().raw("SELECT 'MER-ABC' merchant_id, 'eu' Region, 1 a", "region").enrichAndCheck();

    assertThat(tables().curated().columns()[1]).isEqualToIgnoringCase("region");
  }

  @Test
  default void aShuffleJoinKeepsFilesInTheirPartitions() {
    tables()
        .set("lookup.max-broadcast-bytes", "1B")
        .raw(
            "SELECT 'MER-ABC' merchant_id, col region, 1 a FROM (SELECT explode(array('a b', NULL, 'é%')))",
            "region")
        .raw(
            "SELECT 'MER-?' merchant_id, col region, 2 a FROM (SELECT explode(array('a b', NULL, 'é%')))",
            "region");

    EnrichResult result = tables().enrichAndCheck();

    assertThat(result.files().added()).isEqualTo(sharesFiles() ? 3 : 6);
  }

  @Test
  default void changedPartitioningOfRawIsFollowedByAFullRun() {
    tables().raw("SELECT 'MER-ABC' merchant_id, 'eu' region, 1 shard", "region").enrichAndCheck();
    tables()
        .rawRows()
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .partitionBy("shard")
        .save(tables().rawPath());
    assertThatThrownBy(tables()::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_CHANGED))
        .hasMessage(
            "Cannot follow the columns of file:%s: it is partitioned by shard, the target by region, which files that are in the target do not fit; make the whole table anew with enrich.mode=full, or undo the change",
            tables().rawPath());
    tables().set("enrich.mode", "full").enrichAndCheck();

    assertThat(partitionColumns(tables().targetPath())).containsExactly("shard");
    assertThat(rows(tables().curated(0))).isEqualTo(rows(tables().curated()));
  }

  private List<String> partitionColumns(String path) {
    return DeltaTable.open(tables().spark(), path).metadata().partitionColumns();
  }
}
