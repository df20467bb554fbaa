package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.log.StoredRefusals;
import dev.deltaenrich.engine.log.StoredTable;
import dev.deltaenrich.failure.EnrichException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    copyIn(stored);

    tables.enrich();

    List<JsonNode> curated = new ArrayList<>();
    for (String row : EnrichmentTables.rows(tables.curated())) {
      curated.add(new ObjectMapper().readTree(row));
    }
    assertThat(curated)
        .containsExactlyInAnyOrderElementsOf(
            stored.rows().stream().map(StoredTablesRunTest::enriched).toList());
  }

  @ParameterizedTest
  @MethodSource("dev.deltaenrich.engine.log.StoredTable#refusedByRuns")
  void filesOfANarrowerTypeAreRefused(StoredTable stored) throws IOException {
    copyIn(stored);
    StoredRefusals.Refusal refusal = StoredRefusals.OF_RUNS.get(stored.name());

    assertThatThrownBy(tables::enrich)
        .isInstanceOfSatisfying(
            EnrichException.class, failure -> assertThat(failure.code()).isEqualTo(refusal.code()))
        .hasMessageContaining(refusal.sentence());
    assertThat(Path.of(tables.targetPath())).doesNotExist();
  }

  private static void copyIn(StoredTable stored) throws IOException {
    tables.in(stored.name());
    FileUtils.copyDirectory(stored.raw().toFile(), Path.of(tables.rawPath()).toFile());
  }

  private static JsonNode enriched(JsonNode row) {
    ObjectNode enriched = row.deepCopy();
    String category = CATEGORIES.get(row.path("merchant_id").asText());
    return category == null ? enriched : enriched.put("enriched_category", category);
  }
}
