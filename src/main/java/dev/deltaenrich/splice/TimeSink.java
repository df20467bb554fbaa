package dev.deltaenrich.splice;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;

/** Takes the times of one row group. Not thread-safe. */
final class TimeSink implements KeySink {
  private final TimeForm form;
  private final long[] times;
  private long[] timeOfId = {};
  private int count;

  /**
   * @param rows how many rows there are
   */
  TimeSink(TimeForm form, int rows) {
    this.form = form;
    this.times = new long[rows];
  }

  /**
   * The time of each row; {@link RowTimes#NONE} where it has none.
   *
   * @throws IllegalStateException when there were fewer rows
   */
  long[] times() {
    if (count != times.length) {
      throw new IllegalStateException("%d times for %d rows".formatted(count, times.length));
    }
    return times;
  }

  @Override
  public void start(Dictionary entries) {
    timeOfId = new long[entries == null ? 0 : entries.getMaxId() + 1];
    for (int id = 0; id < timeOfId.length; id++) {
      timeOfId[id] = form.micros(entries, id);
    }
  }

  @Override
  public void addEntries(Dictionary entries) {
    throw new IllegalStateException("entries without rows");
  }

  @Override
  public void addIds(ValuesReader levels, ValuesReader ids, int more) {
    int end = requireRows(more);
    while (count < end) {
      boolean there = levels == null || levels.readInteger() != 0;
      times[count++] = there ? timeOfId[ids.readValueDictionaryId()] : RowTimes.NONE;
    }
  }

  @Override
  public void addTexts(ValuesReader levels, ValuesReader values, int more) {
    int end = requireRows(more);
    while (count < end) {
      boolean there = levels == null || levels.readInteger() != 0;
      times[count++] = there ? form.micros(values) : RowTimes.NONE;
    }
  }

  @Override
  public void addConstant(byte[] micros, int more) {
    int end = requireRows(more);
    long time =
        micros == null
            ? RowTimes.NONE
            : Long.parseLong(new String(micros, StandardCharsets.US_ASCII));
    Arrays.fill(times, count, end, time);
    count = end;
  }

  private int requireRows(int more) {
    if (count + more > times.length) {
      throw new IllegalStateException("more than %d times".formatted(times.length));
    }
    return count + more;
  }

  @Override
  public void end() {
    // All rows are there.
  }
}
