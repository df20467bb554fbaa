package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.services.OtherReaders;
import dev.deltaenrich.services.RequiresOtherReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curated table, as programs without Spark read it. */
@RequiresOtherReaders
class OtherReadersOfTheTableIT {
  @TempDir Path folder;

  @Test
  void aTableOfSplicedAndRewrittenFilesIsReadByOthers() throws IOException {
    EnrichmentTables tables = new EnrichmentTables(folder).set("enrich.producer", "splice");
    tables.sixRows().enrich();
    tables.set("enrich.producer", "rewrite").raw("SELECT 7L id, 'MER-123' merchant_id");
    EnrichResult second = tables.enrich();
    assertThat(second.producers()).isEqualTo(Map.of("rewrite", 1));
    assertThat(second.files().kept()).isEqualTo(2);
    List<List<Object>> rows =
        tables.oracle().select("id", "merchant_id", "enriched_category").collectAsList().stream()
            .map(row -> Arrays.asList(row.get(0), row.get(1), row.get(2)))
            .toList();
    Path table = Path.of(tables.targetPath());
    Files.writeString(
        table.resolveSibling(table.getFileName() + ".json"),
        new ObjectMapper().writeValueAsString(rows));

    String found =
        OtherReaders.get()
            .run(
                "read_spliced.py",
                List.of(
                    Files.createDirectory(folder.resolve("no-pairs")).toString(), table.toString()))
            .succeeded()
            .stdout();

    assertThat(found).contains("delta-rs", "Polars of Delta", "DuckDB of the table's files");
  }
}
