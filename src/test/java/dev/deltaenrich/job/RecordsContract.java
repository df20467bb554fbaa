package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.tags;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a run and of each file. */
interface RecordsContract extends EnrichmentContract {
  @Test
  default void aCommitSaysWhatItsRunDid() {
    tables().set("lookup.unmatched", "default:none").set("lookup.match", "trim").sixRows();

    EnrichResult result = tables().enrichAndCheck();

    RunRecord run = tables().record();
    assertThat(run.deltaEnrich()).isEqualTo(EnrichmentTables.PROGRAM_VERSION);
    assertThat(run.run()).isEqualTo(result.run());
    assertThat(run.raw().path())
        .isEqualTo("file:" + tables().rawPath())
        .isEqualTo(result.raw().path());
    assertThat(run.raw().version()).isEqualTo(1).isEqualTo(result.raw().version());
    assertThat(run.lookup().snapshot()).isEqualTo(result.lookup().snapshot());
    assertThat(run.lookup().table()).isEqualTo("merchant_lookup");
    assertThat(run.lookup().history()).isEqualTo("file:" + tables().historyPath());
    assertThat(run.lookup().rows()).isEqualTo(4);
    assertThat(run.rule().id()).isEqualTo(tables().settings().rule().id());
    assertThat(run.rule().key()).isEqualTo("merchant_id");
    assertThat(run.rule().columns()).isEqualTo("category:enriched_category");
    assertThat(run.rule().match()).isEqualTo("trim");
    assertThat(run.rule().unmatched()).isEqualTo("default:none");
    assertThat(
            List.of(
                run.counts().rows(),
                run.counts().matched(),
                run.counts().nullKey(),
                run.counts().unknownKey()))
        .containsExactly(6L, 4L, 1L, 1L);
    assertThat(run.producers()).isEqualTo(Map.of(producer(), 2));
    assertThat(List.of(run.removed(), run.kept())).containsExactly(0, 0);
    assertThat(run.complete()).isTrue();
    assertThat(run.seconds()).isPositive();
  }

  @Test
  default void deltasOwnHistoryHasTheFigures() {
    tables().sixRows();
    EnrichResult result = tables().enrichAndCheck();

    Row commit =
        tables()
            .sql("DESCRIBE HISTORY TARGET LIMIT 1")
            .selectExpr(
                "operation",
                "operationMetrics['numFiles']",
                "operationMetrics['numOutputRows']",
                "operationMetrics['numOutputBytes']")
            .first();
    assertThat(commit.toSeq().mkString(" ")).isEqualTo("WRITE 2 6 " + result.bytes().written());
    assertThat(result.bytes().written())
        .isEqualTo(tables().curatedFiles().stream().mapToLong(AddFile::size).sum());
    assertThat(result.bytes().read() + result.bytes().copied())
        .isEqualTo(tables().rawFiles().stream().mapToLong(AddFile::size).sum());
  }

  @Test
  default void everyFileHasStatisticsOfAllColumns() throws IOException {
    tables().sixRows().enrichAndCheck();

    AddFile first =
        tables().curatedFiles().stream()
            .filter(file -> tags(file).places().get(0).equals(fileThatBeginsWith(1)))
            .findFirst()
            .orElseThrow();
    JsonNode statistics = new ObjectMapper().readTree(first.stats());
    assertThat(statistics.get("numRecords").asLong()).isEqualTo(3);
    assertThat(statistics.at("/minValues/id").asLong()).isEqualTo(1);
    assertThat(statistics.at("/maxValues/id").asLong()).isEqualTo(3);
    assertThat(statistics.at("/minValues/merchant_id").asText()).isEqualTo("MER-ABC");
    assertThat(statistics.at("/nullCount/merchant_id").asLong()).isEqualTo(1);
    assertThat(statistics.at("/minValues/enriched_category").asText()).isEqualTo("Electronics");
    assertThat(statistics.at("/maxValues/enriched_category").asText()).isEqualTo("Groceries");
    assertThat(statistics.at("/nullCount/enriched_category").asLong()).isEqualTo(1);
  }

  @Test
  default void statisticsAreThoseThatDeltaGathersOfTheSameRows(@TempDir Path folder)
      throws IOException {
    String copy = folder.resolve("copy").toString();
    tables()
        .raw(
            """
            SELECT id, IF(id % 3 = 0, NULL, 'MER-ABC') merchant_id, 'p' || (id % 2) part,
              IF(id = 5, NULL, repeat('a long text ', 4) || id || '\ud83d\ude00') text,
              struct(id * 2 AS twice, struct(CAST(id AS STRING) AS deep) AS inner) nested,
              array(id) many, CAST(id AS DECIMAL(20, 3)) / 7 amount, id / 3 ratio, id > 2 AS large,
              timestamp '2024-02-29 12:00:00.123456' + make_interval(0, 0, 0, CAST(id AS INT)) at,
              date '1500-02-03' + CAST(id AS INT) day, CAST(NULL AS INT) nothing
            FROM range(8)
            """,
            "part")
        .enrichAndCheck();

    tables().curated().coalesce(1).write().format("delta").partitionBy("part").save(copy);

    assertThat(statistics(tables().curatedFiles())).isEqualTo(statistics(tables().filesOf(copy)));
  }

  private static Map<String, JsonNode> statistics(List<AddFile> files) throws IOException {
    Map<String, JsonNode> statistics = new TreeMap<>();
    for (AddFile file : files) {
      statistics.put(
          file.partitionValues().apply("part"), new ObjectMapper().readTree(file.stats()));
    }
    return statistics;
  }

  /** The path of the raw file whose smallest id this is, as its statistics say. */
  private String fileThatBeginsWith(long id) {
    return tables().rawFiles().stream()
        .filter(file -> file.stats().contains("\"minValues\":{\"id\":%d,".formatted(id)))
        .findFirst()
        .orElseThrow()
        .path();
  }

  @Test
  default void aFilterOnTheNewColumnSkipsFiles() {
    tables().sixRows().raw("SELECT 7L id, 'MER-123' merchant_id").enrichAndCheck();

    assertThat(tables().curated().where("enriched_category = 'Electronics'").inputFiles())
        .hasSize(1);
    assertThat(tables().curated().where("enriched_category IS NULL").inputFiles())
        .as("the third file has no null")
        .hasSize(2);
    assertThat(tables().curated().where("id = 3").inputFiles()).hasSize(1);
    assertThat(tables().curated().where("enriched_category = 'Groceries'").count()).isEqualTo(2);
  }

  @Test
  default void tagsOutliveACheckpoint() {
    tables().sixRows();
    EnrichResult result = tables().enrichAndCheck();
    DeltaLog.clearCache();
    DeltaLog.forTable(tables().spark(), tables().targetPath()).checkpoint();

    assertThat(tables().curatedFiles())
        .hasSize(2)
        .extracting(EnrichmentTables::tags)
        .extracting(FileTags::run)
        .containsOnly(result.run());
    assertThat(tables().enrichAndCheck().files().kept()).isEqualTo(2);
  }
}
