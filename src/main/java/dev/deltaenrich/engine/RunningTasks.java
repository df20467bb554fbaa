package dev.deltaenrich.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark tasks of one run: gives them a name in Spark's UI, says from time to time how many are
 * done, and waits for the last of them after a failure.
 */
public final class RunningTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private final SparkContext context;
  private final ScheduledExecutorService progress;

  private RunningTasks(SparkContext context, String group, int files) {
    this.context = context;
    this.progress =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    long period = PROGRESS_EVERY.toMillis();
    // A failure ends the lines and nothing else.
    ScheduledFuture<?> unused =
        progress.scheduleAtFixedRate(
            () -> sayProgress(group, files), period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Names the jobs that this thread starts until it is closed.
   *
   * @param group the run's id
   * @param files how many files will be made
   */
  public static RunningTasks named(SparkSession spark, String group, int files) {
    SparkContext context = spark.sparkContext();
    context.setJobGroup(group, "delta-enrich run %s: %d files".formatted(group, files), true);
    return new RunningTasks(context, group, files);
  }

  @Override
  public void close() {
    progress.shutdownNow();
    context.clearJobGroup();
  }

  /**
   * Waits until no task of {@code group} runs any more, half a minute at most. When a stage fails,
   * Spark tells its other tasks to stop but does not wait for them, and each may still write a
   * file.
   */
  public static void awaitEnd(SparkSession spark, String group) {
    SparkContext context = spark.sparkContext();
    SparkStatusTracker tracker = context.statusTracker();
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    try {
      // What the tracker knows comes by events, and those of the newest tasks may still be queued.
      context.listenerBus().waitUntilEmpty(LONGEST_WAIT.toMillis());
      while (count(tracker, group, SparkStageInfo::numActiveTasks) > 0
          && System.nanoTime() < deadline) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (TimeoutException | RuntimeException e) {
      // A stopped context, too: it must not keep the caller from cleaning up.
      LOG.warn("Run {}: tasks may still be running", group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayProgress(String group, int files) {
    int done = count(context.statusTracker(), group, SparkStageInfo::numCompletedTasks);
    LOG.info("Run {}: {} of {} tasks done", group, done, Math.max(files, done));
  }

  private static int count(
      SparkStatusTracker tracker, String group, ToIntFunction<SparkStageInfo> number) {
    return Arrays.stream(tracker.getJobIdsForGroup(group))
        .mapToObj(tracker::getJobInfo)
        .flatMap(job -> ScalaInterop.optional(job).stream())
        .flatMapToInt(job -> Arrays.stream(job.stageIds()))
        .mapToObj(tracker::getStageInfo)
        .flatMap(stage -> ScalaInterop.optional(stage).stream())
        .mapToInt(number)
        .sum();
  }
}
