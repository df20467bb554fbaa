package dev.deltaenrich.source;

import org.apache.spark.SparkContext;

/**
 * The heaps that a lookup has to fit into when it is held and broadcast. What it takes there was
 * measured as the smallest heap in which a run ended well, less that of a run with a lookup of a
 * few rows: docs/reliability.md, "The lookup in memory".
 *
 * @param driver bytes of the driver's heap
 * @param executor bytes of an executor's heap; 0 where tasks run in the driver
 */
public record LookupRoom(long driver, long executor) {
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
        ? needed(rows, columns, bytes) <= free(driver)
        : DRIVER.of(rows, columns, bytes) <= free(driver)
            && EXECUTOR.of(rows, columns, bytes) <= free(executor);
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
