package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/**
 * The keys, in the form in which they are compared, whose lookup rows differ between two snapshots.
 */
public final class ChangedKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> sorted;

  /** Copies {@code keys}, which are all different. */
  public ChangedKeys(Collection<String> keys) {
    this.sorted = keys.stream().sorted(CodePointOrder.INSTANCE).toList();
  }

  /** The keys in the order of their code points. */
  public List<String> keys() {
    return sorted;
  }

  /**
   * Whether a file may hold one of them, by its statistics alone. Says yes when in doubt.
   *
   * @param statistics the file's, as the log has them
   * @param key the key column; its texts must be compared as they are stored
   */
  public boolean mayBeIn(String statistics, String key) {
    return KeyBounds.of(statistics, key).map(this::mayBeIn).orElse(!sorted.isEmpty());
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
