package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.lineage.ExplainResult;
import dev.deltaenrich.lineage.ExplainedRow;
import dev.deltaenrich.lineage.Explainer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stored table of pyarrow's and DuckDB's files ({@code other-writers/make.py} in the test
 * resources says what is in them): nulls in columns that are called NOT NULL at every level,
 * encodings of Parquet's second version, row groups without rows, structs with none of the table's
 * fields.
 */
class OtherWritersFilesTest {
  @TempDir Path folder;
  private EnrichmentTables tables;
  private Path stored;

  @BeforeEach
  void makeTables() throws URISyntaxException {
    tables = new EnrichmentTables(folder);
    stored = Path.of(getClass().getResource("/other-writers/expected.json").toURI()).getParent();
  }

  /** Makes some files of the stored table, or all, the raw table. */
  private void land(String... files) throws IOException {
    Path log = Files.createDirectories(Path.of(tables.rawPath(), "_delta_log"));
    String name = "%020d.json".formatted(0);
    List<String> wanted = List.of(files);
    List<String> lines =
        Files.readAllLines(stored.resolve("raw/_delta_log").resolve(name)).stream()
            .filter(
                line ->
                    !line.startsWith("{\"add\"")
                        || wanted.isEmpty()
                        || wanted.stream().anyMatch(line::contains))
            .toList();
    Files.write(log.resolve(name), lines);
    try (var parquet = Files.newDirectoryStream(stored.resolve("raw"), "*.parquet")) {
      for (Path file : parquet) {
        Files.copy(file, Path.of(tables.rawPath()).resolve(file.getFileName()));
      }
    }
  }

  /** The target's rows as no reader of Spark's garbles them. */
  private Dataset<Row> asRecords() {
    DeltaTable target = DeltaTable.open(tables.spark(), tables.targetPath(), KeptStatistics.NONE);
    return target.read(target.files());
  }

  @Test
  void rewrittenRowsAreThoseThatFilesHold() throws IOException {
    land();

    EnrichResult result = tables.set("enrich.producer", "rewrite").enrich();

    assertThat(result.counts().rows()).isEqualTo(5300);
    assertThat(rows(asRecords().filter("id < 1000"))).containsExactlyElementsOf(expected());
    assertThat(batches(asRecords())).isEqualTo(5000);
  }

  @Test
  void oneFileOfAllIsTheSameByAJoinThatShuffles() throws IOException {
    land();

    tables
        .set("enrich.producer", "rewrite")
        .set("enrich.small-file-bytes", "1MiB")
        .set("lookup.max-broadcast-bytes", "1B")
        .enrich();

    assertThat(rows(asRecords().filter("id < 1000"))).containsExactlyElementsOf(expected());
    assertThat(batches(asRecords())).isEqualTo(5000);
  }

  @Test
  void splicedFilesKeepTheirNullsAndAreExplained() throws IOException {
    land("delta.parquet", "batches.parquet");

    tables.set("enrich.producer", "splice").enrich();

    Dataset<Row> curated = asRecords();
    assertThat(rows(curated.filter("id < 1000")))
        .containsExactlyElementsOf(
            expected().stream().filter(row -> row.matches("\\{\"id\":[4-7]\\d,.*")).toList());
    assertThat(batches(curated)).isEqualTo(5000);
    ExplainResult explained =
        new Explainer(tables.spark(), tables.settings())
            .explain("note = 'note 6' AND id = 1007", 5);
    assertThat(explained.rows()).extracting(ExplainedRow::key).containsExactly("MER-NIL");
  }

  @Test
  void curatedColumnsMayBeNullAtEveryLevel() throws IOException {
    land("old.parquet");

    tables.enrich();

    StructType schema = tables.curated().schema();
    assertThat(schema).isEqualTo(schema.asNullable());
    assertThat(tables.enrich().files().added()).isZero();
  }

  @Test
  void tableThatSaysNotNullIsToldOtherwiseAndKeepsItsFiles() throws IOException {
    land("old.parquet");
    tables.enrich();
    LogText.ofTarget(tables)
        .edit(0, text -> text.replace("\\\"nullable\\\":true", "\\\"nullable\\\":false"));

    EnrichResult result = tables.enrich();

    assertThat(result.files().added()).isZero();
    assertThat(result.files().kept()).isEqualTo(1);
    StructType schema = tables.curated().schema();
    assertThat(schema).isEqualTo(schema.asNullable());
    assertThat(tables.curated().filter("amount IS NULL").count()).isEqualTo(20);
  }

  /** How many rows of the large file are right. */
  private static long batches(Dataset<Row> curated) {
    return curated
        .filter("id >= 1000")
        .filter("note <=> IF(id % 3 = 0, NULL, concat('note ', id % 11))")
        .filter(
            "merchant_id <=> element_at(array('MER-ABC', NULL, 'MER-XYZ', 'MER-123', 'MER-?', NULL,"
                + " 'MER-NIL'), CAST(id % 7 + 1 AS INT))")
        .filter(
            "enriched_category <=> element_at(map('MER-ABC', 'Groceries', 'MER-XYZ', 'Electronics',"
                + " 'MER-123', 'Healthcare'), merchant_id)")
        .count();
  }

  private List<String> expected() throws IOException {
    return Files.readAllLines(stored.resolve("expected.json")).stream().sorted().toList();
  }
}
