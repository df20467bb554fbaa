package dev.deltaenrich.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresSpark
class SparkClusterIT {
  @Test
  void runsTasksOnItsWorkersAndLeavesNothingRunning() {
    SparkDistribution spark = SparkDistribution.get();
    List<ProcessHandle> before = children();
    try (SparkCluster cluster = SparkCluster.start(spark, 1)) {
      ProcessResult result =
          spark
              .sql(
                  List.of(
                      "--master",
                      cluster.url(),
                      "--conf",
                      "spark.ui.enabled=false",
                      "--conf",
                      "spark.sql.catalogImplementation=in-memory",
                      "-S",
                      "-e",
                      "SELECT sum(id) FROM range(0, 100, 1, 2)"))
              .start()
              .await(Duration.ofMinutes(2));

      assertThat(result.succeeded().stdout()).isEqualToIgnoringNewLines("4950");
      assertThat(cluster.executorLogs()).singleElement().asString().contains("Finished task");
    }
    assertThat(children()).isEqualTo(before);
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).toList();
  }
}
