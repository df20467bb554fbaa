package dev.deltaenrich.e2e;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SessionBucket;
import dev.deltaenrich.services.SparkCluster;
import dev.deltaenrich.services.SparkDistribution;
import dev.deltaenrich.services.TestSession;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Executors in processes of their own, on two workers, splice files that the store copies. They
 * have the program from the driver.
 */
@RequiresS3
@RequiresSpark
@ManyProcesses
class StandaloneClusterIT {
  private static final int FILES = 8;

  /** Makes files of more than 5 MiB, which is what the store copies. */
  private static final String BULK =
      "concat_ws('', transform(sequence(1, 600), i -> sha2(concat(transaction_id, i), 256)))";

  private final SparkSession spark = TestSession.get();

  @Test
  void twoWorkersShareTheFilesToSpliceAndMakeTheRightTable() {
    Landscape landscape = Landscape.shared();
    try (SessionBucket bucket = SessionBucket.reachedAt(Minio.shared().endpoint())) {
      String raw = "s3a://%s/raw".formatted(bucket.name());
      String target = "s3a://%s/curated".formatted(bucket.name());
      landInManyFiles(raw);

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

      assertThat(rows(target)).isEqualTo(ExpectedAnswer.rows());
    }
  }

  private void landInManyFiles(String raw) {
    spark
        .read()
        .options(Map.of("header", "true", "multiLine", "true", "inferSchema", "true"))
        .csv(Landscape.PROJECT.resolve("sample-data/transactions.csv").toString())
        .withColumn("bulk", expr(BULK))
        .repartition(FILES)
        .write()
        .format("delta")
        .save(raw);
  }

  /** As {@link ExpectedAnswer} has them. */
  private List<List<String>> rows(String target) {
    return spark
        .read()
        .format("delta")
        .load(target)
        .select("transaction_id", "merchant_id", "enriched_category")
        .orderBy("transaction_id")
        .collectAsList()
        .stream()
        .map(StandaloneClusterIT::texts)
        .toList();
  }

  private static List<String> texts(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> row.isNullAt(column) ? "NULL" : row.getString(column))
        .toList();
  }
}
