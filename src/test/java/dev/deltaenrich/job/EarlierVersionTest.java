package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that the version of November 29, 2026 made: a raw table, one file of which has a deletion
 * vector; three curated files that Spark SQL wrote ({@code enrich.producer=rewrite}), one of them
 * of two small raw files; one that was spliced when a small file was added; and the lookup's
 * history.
 */
class EarlierVersionTest {
  private static final Path STORED =
      Path.of("src", "test", "resources", "earlier", "rewritten-and-spliced");

  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void copyTables() throws IOException {
    tables = StoredTables.copy(STORED, folder).set("enrich.small-file-bytes", "16000");
  }

  @Test
  void nothingIsMadeAnew() {
    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.outcome()).isEqualTo("nothing to do");
    assertThat(result.files().kept()).isEqualTo(3);
  }

  @Test
  void aChangedLookupMakesThemAnew() {
    tables.database("INSERT INTO merchant_lookup VALUES ('MER-?', 'Any', 'Known by now')");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.files().added()).isEqualTo(3);
    assertThat(result.counts().unknownKey()).isZero();
  }

  @Test
  void aBinOfItTakesNewFilesIn() {
    tables.raw(
        "SELECT id, 'MER-ABC' merchant_id, CAST(1 AS DECIMAL(10,2)) amount,"
            + " TIMESTAMP'2024-02-29 12:00:00' at FROM range(9000, 9900, 1, 1)");

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.reasons()).isEqualTo(Map.of("new in raw", 1));
    assertThat(result.files().kept()).isEqualTo(2);
  }
}
