package dev.deltaenrich.source;

import java.util.Collection;
import org.apache.spark.SparkContext;

/**
 * The heaps that a lookup has to fit into when it is held and broadcast. What it takes there was
 * measured as the smallest heap in which a run ended well, less that of a run with a lookup of a
 * few rows: docs/reliability.md, "The lookup in memory".
 *
 * @param driver bytes of the driver's heap
 * @param executor bytes of an executor's heap; 0 where tasks run in the driver
 * @param onDriver bytes of the driver's heap that other lookups take
 * @param onExecutor the same of an executor's; on the driver where tasks run there
 */
public record LookupRoom(long driver, long executor, long onDriver, long onExecutor) {
  /** Spark's own objects, those of a log, and the buffers of the tasks. */
  private static final long TAKEN = 320L << 20;

  /** A fifth of a large heap stays for these. */
  private static final long SHARE_TAKEN = 5;

  private static final Cost DRIVER = new Cost(200, 250, 3);
  private static final Cost EXECUTOR = new Cost(90, 110, 2);

  /** Bytes for a row, for each of its values, and for a byte of its text. */
  private record Cost(long row, long value, long text) {
    long of(long rows, int columns, long bytes) {
      return rows * (row + columns * value) + text * bytes;
    }

    Cost plus(Cost other) {
      return new Cost(row + other.row, value + other.value, text + other.text);
    }
  }

  /** Of heaps that hold no other lookup. */
  public LookupRoom(long driver, long executor) {
    this(driver, executor, 0, 0);
  }

  /** What is left beside other lookups; those of them that are spilled take none. */
  public LookupRoom beside(Collection<Lookup> others) {
    long driverBytes = onDriver;
    long executorBytes = onExecutor;
    for (Lookup other : others) {
      if (!other.spilled()) {
        driverBytes += cost(DRIVER, other);
        executorBytes += cost(EXECUTOR, other);
      }
    }
    return new LookupRoom(driver, executor, driverBytes, executorBytes);
  }

  /** About what a lookup takes of each executor that it is sent to. */
  public static long onExecutor(Lookup lookup) {
    return cost(EXECUTOR, lookup);
  }

  private static long cost(Cost heap, Lookup lookup) {
    return heap.of(lookup.rowCount(), lookup.columns().size(), lookup.bytes());
  }

  /** That of a running application. */
  public static LookupRoom of(SparkContext context) {
    return new LookupRoom(
        Runtime.getRuntime().maxMemory(),
        context.isLocal() ? 0 : (long) context.executorMemory() << 20);
  }

  /** That of this process, where tasks run in it. */
  static LookupRoom ofThisProcess() {
    return new LookupRoom(Runtime.getRuntime().maxMemory(), 0);
  }

  /**
   * Whether a lookup fits.
   *
   * @param columns looked-up columns
   * @param bytes all keys and values as text in UTF-8
   */
  public boolean holds(long rows, int columns, long bytes) {
    return executor == 0
        ? needed(rows, columns, bytes) + onDriver + onExecutor <= free(driver)
        : DRIVER.of(rows, columns, bytes) + onDriver <= free(driver)
            && EXECUTOR.of(rows, columns, bytes) + onExecutor <= free(executor);
  }

  /** A few rows fit into any heap that a run ends well in. */
  private static long free(long heap) {
    return Math.max(heap - Math.max(TAKEN, heap / SHARE_TAKEN), heap / 16);
  }

  /** About what a lookup takes of one heap that holds it and runs tasks with it. */
  public static long needed(long rows, int columns, long bytes) {
    return DRIVER.plus(EXECUTOR).of(rows, columns, bytes);
  }
}
