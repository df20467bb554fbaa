package dev.deltaenrich.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster of real processes on the loopback address: one master and some workers
 * of one core each. Closing it ends them and their executors.
 */
public final class SparkCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String url;
  private final ExternalProcess master;
  private final List<Worker> workers = new ArrayList<>();
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
    for (Worker worker : cluster.workers) {
      worker.awaitRegistration();
    }
    return cluster;
  }

  /** What {@code --master} takes. */
  public String url() {
    return url;
  }

  /** What the executors have logged so far, all of one worker in one text. */
  public List<String> executorLogs() {
    return workers.stream().map(this::executorLog).toList();
  }

  /** What {@code kill -9} does, to the executors of one worker; it starts new ones. */
  public void killExecutors(int worker) {
    List<ProcessHandle> executors = workers.get(worker).process().tree().stream().skip(1).toList();
    executors.forEach(ProcessHandle::destroyForcibly);
    executors.forEach(executor -> executor.onExit().join());
  }

  private String executorLog(Worker worker) {
    try (Stream<Path> files = Files.walk(worker.folder())) {
      StringBuilder log = new StringBuilder();
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        log.append(Files.readString(file));
      }
      return log.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.process().close());
    master.close();
    TemporaryFolders.delete(folder);
  }

  private void addWorker(SparkDistribution spark, int number) {
    Path work = folder.resolve("worker-" + number);
    List<String> arguments =
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
            work.toString(),
            url);
    workers.add(
        new Worker(
            spark
                .sparkClass("org.apache.spark.deploy.worker.Worker", arguments)
                .environment(daemonEnvironment())
                .start(),
            work));
  }

  /**
   * A worker.
   *
   * @param process its process, the parent of its executors
   * @param folder where its executors write
   */
  private record Worker(ExternalProcess process, Path folder) {
    void awaitRegistration() {
      process.await(
          "a Spark worker",
          START_LIMIT,
          () -> process.stderr().contains("Successfully registered with master"));
    }
  }

  private static Map<String, String> daemonEnvironment() {
    return Map.of("SPARK_DAEMON_MEMORY", "256m", "SPARK_LOCAL_IP", "127.0.0.1");
  }
}
