package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SparkCluster;
import dev.deltaenrich.services.SparkDistribution;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresS3
@RequiresSpark
class StandaloneClusterIT {
  private static final int FILES = 8;

  @TempDir private Path folder;

  @Test
  void twoWorkersShareTheFilesAndMakeTheRightTable() {
    Landscape landscape = Landscape.shared();
    String raw = landscape.raw() + "_in_%d_files".formatted(FILES);
    String target = landscape.newTarget();
    SparkSql.query(
        landscape,
        folder,
        "CREATE TABLE delta.`%s` USING delta AS SELECT /*+ REPARTITION(%d) */ * FROM delta.`%s`"
            .formatted(raw, FILES, landscape.raw()));

    try (SparkCluster cluster = SparkCluster.start(SparkDistribution.get(), 2)) {
      landscape
          .submit("enrich", raw, target)
          .environment(Map.of("SPARK_MASTER", cluster.url()))
          .start()
          .await(Landscape.RUN_LIMIT)
          .succeeded();

      assertThat(cluster.executorLogs())
          .hasSize(2)
          .allSatisfy(log -> assertThat(log).contains("Finished task"));
    }

    assertThat(
            SparkSql.query(
                landscape,
                folder,
                "SELECT transaction_id, merchant_id, enriched_category FROM delta.`%s`"
                        .formatted(target)
                    + " ORDER BY transaction_id"))
        .isEqualTo(ExpectedAnswer.rows());
  }
}
