package dev.deltaenrich.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Spark standalone cluster of real processes on the loopback address: one master and some workers
 * of one core each. Closing it ends them and their executors.
 */
public final class SparkCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String url;
  private final ExternalProcess master;
  private final List<ExternalProcess> workers = new ArrayList<>();
  private final Path folder = TemporaryFolders.create("cluster");

  private SparkCluster(SparkDistribution spark) {
    int port = Ports.free();
    url = "spark://127.0.0.1:" + port;
    master =
        spark
            .sparkClass(
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"))
            .environment(daemonEnvironment())
            .start();
    master.await(
        "the Spark master",
        START_LIMIT,
        () -> master.stderr().contains("I have been elected leader"));
  }

  /** Starts one and waits until all workers are registered. */
  public static SparkCluster start(SparkDistribution spark, int workers) {
    SparkCluster cluster = new SparkCluster(spark);
    for (int number = 0; number < workers; number++) {
      cluster.addWorker(spark, number);
    }
    for (ExternalProcess worker : cluster.workers) {
      worker.await(
          "a Spark worker",
          START_LIMIT,
          () -> worker.stderr().contains("Successfully registered with master"));
    }
    return cluster;
  }

  /** What {@code --master} takes. */
  public String url() {
    return url;
  }

  /** The workers' own logs, one a worker, in order. */
  public List<String> workerLogs() {
    return workers.stream().map(ExternalProcess::stderr).toList();
  }

  /** Where the workers keep their executors' stdout and stderr. */
  public Path workFolder() {
    return folder;
  }

  @Override
  public void close() {
    workers.forEach(ExternalProcess::close);
    master.close();
    TemporaryFolders.delete(folder);
  }

  private void addWorker(SparkDistribution spark, int number) {
    workers.add(
        spark
            .sparkClass(
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                    "--host",
                    "127.0.0.1",
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    folder.resolve("worker-" + number).toString(),
                    url))
            .environment(daemonEnvironment())
            .start());
  }

  private static Map<String, String> daemonEnvironment() {
    return Map.of("SPARK_DAEMON_MEMORY", "256m", "SPARK_LOCAL_IP", "127.0.0.1");
  }
}
