package dev.deltaenrich.job;

import static dev.deltaenrich.job.EnrichmentTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.lineage.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table whose log Delta does not read, enriched and proven. */
class OtherWritersLogsTest {
  private static final List<String> PATHS =
      List.of(
          "a b.parquet",
          "p%20q.parquet",
          "50%.parquet",
          "time=1971-07-22T03:06:40.000000Z/part-0.parquet",
          "a+b[1].parquet",
          "y:ear/\u00fc.parquet");

  private static final List<String> PLACES =
      List.of(PATHS.get(0), "p q.parquet", PATHS.get(2), PATHS.get(3), PATHS.get(4), PATHS.get(5));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"splice", "rewrite"})
  void rowsAreWhatTheWriterMeant(String producer) throws IOException {
    EnrichmentTables tables = new EnrichmentTables(folder).set("enrich.producer", producer);
    List<String> expected = OtherWritersTable.make(tables, PATHS, PLACES);

    EnrichResult result = tables.enrichAndVerify();

    assertThat(result.files().added()).isEqualTo(OtherWritersTable.FILES);
    assertThat(rows(tables.curated())).hasSize(12).isEqualTo(expected);
    assertThat(new Explainer(tables.spark(), tables.settings()).explain("id = 4", 1).rows())
        .hasSize(1);
    assertThat(tables.enrich().outcome()).isEqualTo("nothing to do");
  }
}
