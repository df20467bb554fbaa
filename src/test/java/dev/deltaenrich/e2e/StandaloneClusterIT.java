package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SparkCluster;
import dev.deltaenrich.services.SparkDistribution;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors in processes of their own, on two workers, splice files that the store copies. They
 * have the program from the driver.
 */
@RequiresS3
@RequiresSpark
@ManyProcesses
class StandaloneClusterIT {
  private static final int FILES = 8;

  @TempDir private Path folder;

  @Test
  void twoWorkersShareTheFilesToSpliceAndMakeTheRightTable() {
    Landscape landscape = Landscape.shared();
    String raw = landscape.raw() + "_in_%d_files".formatted(FILES);
    String target = landscape.newTarget();
    SparkSql.query(
        landscape,
        folder,
        ("CREATE TABLE delta.`%s` USING delta AS SELECT /*+ REPARTITION(%d) */ *,"
                + " concat_ws('', transform(sequence(1, 600), i -> sha2(concat(transaction_id, i), 256)))"
                + " AS bulk FROM delta.`%s`")
            .formatted(raw, FILES, landscape.raw()));

    try (SparkCluster cluster = SparkCluster.start(SparkDistribution.get(), 2)) {
      String result =
          landscape
              .submitPlainly("enrich", raw, target, "--json", "--set", "enrich.producer=splice")
              .environment(Map.of("SPARK_MASTER", cluster.url()))
              .start()
              .await(Landscape.RUN_LIMIT)
              .succeeded()
              .stdout();

      assertThat(result).contains("\"producers\":{\"splice\":%d}".formatted(FILES));
      // The only tasks of such a run are those that splice.
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
