package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.log.StoredTable;
import dev.deltaenrich.lineage.ExplainedRow;
import dev.deltaenrich.lineage.Explainer;
import dev.deltaenrich.oracle.TableRows;
import dev.deltaenrich.verify.VerifyResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run over a table of another writer's gives the rows that other readers find, and the category.
 */
class StoredTablesRunTest {
  private static final Map<String, String> CATEGORIES =
      Map.of("MER-ABC", "Groceries", "MER-XYZ", "Electronics", "MER-123", "Healthcare");

  @TempDir static Path folder;
  private static EnrichmentTables tables;

  @BeforeAll
  static void makeTables() {
    tables = new EnrichmentTables(folder);
  }

  @ParameterizedTest
  @MethodSource("dev.deltaenrich.engine.log.StoredTable#readAndOfOtherRows")
  void curatedHasTheRowsThatOthersRead(StoredTable stored) throws IOException {
    copyIn(stored, "run");

    tables.enrich();

    TableRows curated = tables.curatedRows();
    StructType columns = curated.schema();
    assertThat(curated.rows())
        .extracting(row -> plain(row, columns))
        .containsExactlyInAnyOrderElementsOf(
            stored.rows().stream()
                .map(StoredTablesRunTest::enriched)
                .map(row -> RowTexts.of(row, columns))
                .toList());
    for (JsonNode row : stored.rows()) {
      assertThat(curated.names()).containsAll(row::fieldNames);
    }
  }

  /** Values of partitions stand there as the log spells them. */
  private static List<String> plain(List<String> row, StructType columns) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      texts.add(RowTexts.plain(row.get(i), columns.fields()[i].dataType()));
    }
    return texts;
  }

  @ParameterizedTest
  @MethodSource("dev.deltaenrich.engine.log.StoredTable#readPastDelta")
  void whatDeltaDoesNotReadIsProvedAndExplained(StoredTable stored) throws IOException {
    copyIn(stored, "proved");
    tables.set("enrich.small-file-bytes", "1MiB");
    try {
      tables.enrich();
    } finally {
      tables.set("enrich.small-file-bytes", "0");
    }

    VerifyResult proof = tables.verify();
    assertThat(proof.verified()).isTrue();
    assertThat(proof.rawRows()).isEqualTo(stored.rows().size());
    assertThat(proof.rawNotByDelta()).startsWith("Delta 2.4.0 does not know its table feature '");
    assertThat(proof.report().notes())
        .filteredOn(note -> note.contains(proof.rawNotByDelta()))
        .hasSize(1);
    // Files from before a column was widened are read by parquet-java alone.
    assertThat(proof.filesReadTwice() + proof.notReadTwice().size()).isEqualTo(proof.files());

    ExplainedRow row = explained("id = 0");
    assertThat(row.values()).containsEntry("enriched_category", "Groceries");
    assertThat(row.state()).isEqualTo("up to date");
    // A bin has several.
    assertThat(row.rawFile()).isIn(row.rawFiles());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mapped-by-id-other-names", "mapped-within-by-id"})
  void columnsThatAreFoundByTheirIdsAreProvedAndExplained(String name) throws IOException {
    copyIn(new StoredTable(name), "by-id");
    tables.enrichAndVerify();

    assertThat(explained("id = 0").rawFile()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"enriched_category = 'Other'", "merchant_id = 'MER-XYZ'"})
  void aWrongRowIsFoundWhereDeltaDoesNotReadRaw(String change) throws IOException {
    copyIn(new StoredTable("as-unity-catalog-makes-them"), "wrong-" + change.length());
    tables.enrich();
    tables.sql("UPDATE TARGET SET %s WHERE id = 0".formatted(change));

    VerifyResult proof = tables.verify();

    assertThat(proof.verified()).isFalse();
    assertThat(proof.differingRows()).isNotEmpty();
    assertThat(proof.rawNotByDelta()).contains("'v2Checkpoint'");
  }

  private static ExplainedRow explained(String where) {
    List<ExplainedRow> rows =
        new Explainer(tables.spark(), tables.settings()).explain(where, 2).rows();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static void copyIn(StoredTable stored, String purpose) throws IOException {
    tables.in(purpose + "/" + stored.name());
    FileUtils.copyDirectory(stored.raw().toFile(), Path.of(tables.rawPath()).toFile());
  }

  private static JsonNode enriched(JsonNode row) {
    ObjectNode enriched = row.deepCopy();
    String category = CATEGORIES.get(row.path("merchant_id").asText());
    return category == null ? enriched : enriched.put("enriched_category", category);
  }
}
