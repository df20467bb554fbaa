package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import dev.deltaenrich.services.SparkCluster;
import dev.deltaenrich.services.SparkImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An executor that is killed while it makes a file: another makes it again. */
@RequiresS3
@RequiresSpark
@ManyProcesses
class LostExecutorIT {
  private static final int FILES = 8;
  private static final int ROUNDS = Drills.times(1, 5);
  private static final Pattern BEGUN = Pattern.compile("Running task ");
  private static final Pattern ENDED = Pattern.compile("Finished task ");

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void theTableIsRightWhenAnExecutorIsKilledInATask() {
    Figures figures = Figures.of("lost executors");
    Tables tables = Tables.landIn(FILES);
    try (SparkCluster cluster = SparkCluster.start(SparkImage.shared().distribution(), 2)) {
      for (int round = 0; round < ROUNDS; round++) {
        String target = tables.newTarget();
        proxy.forget();
        proxy.all(Requests.dataInto(target)).delay(Duration.ofSeconds(1));
        proxy.next(1, Requests.dataInto(target)).runBefore(request -> killABusyOne(cluster));

        ProcessResult result =
            Program.enrich(tables, target, proxy.endpoint(), clusterOf(cluster))
                .start()
                .await(Program.LIMIT)
                .succeeded();

        assertThat(result.stderr()).contains("ExecutorLostFailure");
        assertThat(tables.found(target).orElseThrow().against(tables.right())).isEqualTo(Rows.SAME);
        assertThat(tables.missingFiles(target)).isEmpty();
      }
    }
    figures.tell(
        "%d of 2 workers' executors killed -9 while it made a file, %d runs".formatted(1, ROUNDS),
        "all with exit code 0; " + Rows.SAME);
  }

  private static void killABusyOne(SparkCluster cluster) {
    List<String> logs = cluster.executorLogs();
    for (int worker = 0; worker < logs.size(); worker++) {
      String log = logs.get(worker);
      if (BEGUN.matcher(log).results().count() > ENDED.matcher(log).results().count()) {
        cluster.killExecutors(worker);
        return;
      }
    }
  }

  private static Map<String, String> clusterOf(SparkCluster cluster) {
    return Map.of("spark.master", cluster.url(), "spark.executor.memory", "512m");
  }
}
