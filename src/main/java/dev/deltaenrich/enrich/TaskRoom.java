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

  /** Bytes in a running application, where {@code tasks} are to be run. */
  static long of(JavaSparkContext context, int tasks) {
    SparkContext spark = context.sc();
    boolean local = spark.isLocal();
    long heap = local ? Runtime.getRuntime().maxMemory() : (long) spark.executorMemory() << 20;
    int cores =
        local ? context.defaultParallelism() : spark.conf().getInt("spark.executor.cores", 1);
    return of(heap, Math.min(cores, tasks));
  }

  /** Bytes of a heap in which so many tasks run at once: Spark sorts with more than half of it. */
  static long of(long heap, int atOnce) {
    return Math.max((heap - TAKEN) * 2 / 5, heap / LEAST_SHARE) / atOnce;
  }
}
