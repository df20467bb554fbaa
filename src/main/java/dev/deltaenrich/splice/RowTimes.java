package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;

/**
 * The times of a file's rows, row group by row group. Not thread-safe.
 *
 * @param keys the column, read as keys are
 * @param form how its values become microseconds
 */
record RowTimes(FileKeys keys, TimeForm form) implements Closeable {
  /** The time of a row that has none. */
  static final long NONE = Long.MIN_VALUE;

  /**
   * The times of a row group, in microseconds since 1970-01-01 in UTC.
   *
   * @param rows how many rows it has
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT
   * @throws IOException when the store fails
   */
  long[] read(int group, int rows) throws IOException {
    TimeSink sink = new TimeSink(form, rows);
    keys.read(group, sink);
    return sink.times();
  }

  @Override
  public void close() throws IOException {
    keys.close();
  }
}
