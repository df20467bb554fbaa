package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The keys, in the form in which they are compared, whose lookup rows differ between two snapshots;
 * of composite keys one part of each.
 */
public final class ChangedKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,19}");

  private final List<String> sorted;
  private final long[] integers;

  /** Copies {@code keys}, which are all different. */
  public ChangedKeys(Collection<String> keys) {
    this.sorted = keys.stream().sorted(CodePointOrder.INSTANCE).toList();
    this.integers =
        keys.stream()
            .filter(INTEGER.asMatchPredicate())
            .map(ChangedKeys::integer)
            .flatMapToLong(OptionalLong::stream)
            .sorted()
            .toArray();
  }

  /**
   * A key beyond 64 bits is left out: the statistics of a file with such a key are beyond 64 bits
   * too, and {@link IntegerBounds} takes these for no bounds.
   */
  private static OptionalLong integer(String digits) {
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The keys in the order of their code points. */
  public List<String> keys() {
    return sorted;
  }

  /**
   * Whether a file may hold one of them, by its statistics alone. Says yes when in doubt.
   *
   * @param statistics the file's, as the log has them
   * @param key the key column, and the fields on the way to a key inside of it; its texts must be
   *     compared as they are stored
   */
  public boolean mayBeIn(String statistics, List<String> key) {
    KeyStatistics known = KeyStatistics.of(statistics, key);
    return KeyBounds.of(known).map(this::mayBeIn).orElseGet(() -> mayBeInWithoutBounds(known));
  }

  /** The same of a column of integers. */
  public boolean mayBeAmongIntegersOf(String statistics, List<String> key) {
    KeyStatistics known = KeyStatistics.of(statistics, key);
    return IntegerBounds.of(known).map(this::mayBeIn).orElseGet(() -> mayBeInWithoutBounds(known));
  }

  private boolean mayBeInWithoutBounds(KeyStatistics known) {
    return !known.haveNoKeys() && !sorted.isEmpty();
  }

  private boolean mayBeIn(IntegerBounds bounds) {
    int found = Arrays.binarySearch(integers, bounds.low());
    int first = found < 0 ? -found - 1 : found;
    return first < integers.length && integers[first] <= bounds.high();
  }

  /** Later keys are farther from whatever the first one is too large for. */
  private boolean mayBeIn(KeyBounds bounds) {
    int first = firstNotBefore(bounds.low());
    return first < sorted.size() && bounds.reach(sorted.get(first));
  }

  private int firstNotBefore(String low) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (CodePointOrder.INSTANCE.compare(sorted.get(middle), low) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
