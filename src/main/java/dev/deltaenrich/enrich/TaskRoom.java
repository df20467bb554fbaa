package dev.deltaenrich.enrich;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How much memory a task may take for the lookup of one file. */
final class TaskRoom {
  /** Spark's own objects and the buffers of the tasks. */
  private static final long TAKEN = 320L << 20;

  /** The smallest share of a heap that lookups get. */
  private static final int LEAST_SHARE = 16;

  private TaskRoom() {}

  /** How many of {@code tasks} run at once in a process; 0 where the settings do not say. */
  static int tasksAtOnce(JavaSparkContext context, int tasks) {
    SparkContext spark = context.sc();
    int cores =
        spark.isLocal()
            ? context.defaultParallelism()
            : spark.conf().getInt("spark.executor.cores", 0);
    return Math.min(cores, tasks);
  }

  /**
   * Bytes in this process.
   *
   * @param tasksAtOnce what {@link #tasksAtOnce} said
   * @param taken bytes that lookups take which are sent to each process
   */
  static long ofThisProcess(int tasksAtOnce, long taken) {
    Runtime process = Runtime.getRuntime();
    return of(
        process.maxMemory() - taken,
        tasksAtOnce == 0 ? process.availableProcessors() : tasksAtOnce);
  }

  /** Bytes of a heap in which so many tasks run at once: Spark sorts with more than half of it. */
  static long of(long heap, int atOnce) {
    return Math.max((heap - TAKEN) * 2 / 5, heap / LEAST_SHARE) / atOnce;
  }
}
