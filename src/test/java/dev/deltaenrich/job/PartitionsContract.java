package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.table.DeltaTable;
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
    assertThat(tables().check().rows()).isEqualTo(4);
    assertThat(tables().curatedRows().names())
        .containsExactly("merchant_id", "region", "day", "shard", "id", "enriched_category");
    assertThat(tables().curated().where("day = '2024-02-29' AND shard = 1").count()).isEqualTo(1);
    assertThat(tables().curated().where("region IS NULL").count()).isEqualTo(2);
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

    assertThat(tables().curatedRows().column("place"))
        .hasSize(18)
        .isEqualTo(tables().curatedRows().column("copy"));
    assertThat(
            tables()
                .curated()
                .where("place IN ('a b', 'a/b', '%20', 'a=b', 'é', '🛒') AND place = copy")
                .count())
        .isEqualTo(6);
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

    assertThat(tables().curatedRows().names().get(1)).isEqualToIgnoringCase("region");
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

  private List<String> partitionColumns(String path) {
    return DeltaTable.open(tables().spark(), path).metadata().partitionColumns();
  }
}
