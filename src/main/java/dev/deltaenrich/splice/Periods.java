package dev.deltaenrich.splice;

import dev.deltaenrich.config.CompositeKey;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When each row of a lookup is valid. Rows of one key follow each other in time. Immutable. */
final class Periods implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By key, from 1 on, where its rows begin here; one more for the end. */
  private final int[] first;

  private final long[] from;
  private final long[] to;
  private final int[] rows;

  /** A row of the lookup, and the number of its key, from 1. */
  private record Row(int key, int row, Period period) {}

  /**
   * Takes the periods off keys.
   *
   * @param keysWithPeriods of each row, in the order of the rows, which count from 1
   * @param keys gets the keys; empty
   * @param validity when rows are valid; not always
   * @throws EnrichException LOOKUP_DUPLICATES where two rows of a key are valid at one time
   */
  static Periods of(ByteKeys keysWithPeriods, ByteKeys keys, RowValidity validity) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < keysWithPeriods.size(); row++) {
      String text = new String(keysWithPeriods.key(row), StandardCharsets.UTF_8);
      byte[] key = Period.keyOf(text).getBytes(StandardCharsets.UTF_8);
      int known = keys.find(key, 0, key.length);
      int number = known == ByteKeys.NONE ? keys.add(key) : known;
      rows.add(new Row(number + 1, row + 1, Period.of(text)));
    }
    rows.sort(Comparator.comparingInt(Row::key).thenComparingLong(row -> row.period().from()));
    return new Periods(rows, keys, validity == RowValidity.UNTIL_NEXT);
  }

  private Periods(List<Row> sorted, ByteKeys keys, boolean untilNext) {
    int size = sorted.size();
    first = new int[keys.size() + 2];
    from = new long[size];
    to = new long[size];
    rows = new int[size];
    for (int i = 0; i < size; i++) {
      Row row = sorted.get(i);
      first[row.key() + 1] = i + 1;
      from[i] = row.period().from();
      to[i] = row.period().to();
      rows[i] = row.row();
      if (i > 0 && sorted.get(i - 1).key() == row.key()) {
        if (untilNext) {
          to[i - 1] = from[i];
        }
        if (from[i] < to[i - 1] || from[i] == from[i - 1]) {
          throw overlap(keys.key(row.key() - 1), sorted.get(i - 1).period(), row.period());
        }
      }
    }
  }

  private static EnrichException overlap(byte[] key, Period one, Period other) {
    return new EnrichException(
        ErrorCode.LOOKUP_DUPLICATES,
        "Cannot look up key '%s': rows of the lookup are valid at the same time, %s and %s; end the earlier row where the later one begins, or choose the lookup.match that the snapshot was taken with"
            .formatted(
                CompositeKey.shown(new String(key, StandardCharsets.UTF_8)),
                one.shown(),
                other.shown()));
  }

  /** The row that is valid for a key at a moment; {@link LookupKeys#UNMATCHED} where none is. */
  int row(int key, long micros) {
    int low = first[key];
    int high = first[key + 1];
    // The last one that begins by then.
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (from[middle] <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > first[key] && micros < to[low - 1] ? rows[low - 1] : LookupKeys.UNMATCHED;
  }
}
