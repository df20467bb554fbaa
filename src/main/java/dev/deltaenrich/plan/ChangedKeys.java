package dev.deltaenrich.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The keys, in the form in which they are compared, whose lookup rows differ between two snapshots.
 */
public final class ChangedKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON = new ObjectMapper();
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

  /** Nineteen digits may be more than a column of integers can have. */
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
   * @param key the key column; its texts must be compared as they are stored, its numbers are
   *     integers
   */
  public boolean mayBeIn(String statistics, String key) {
    JsonNode node = parsed(statistics);
    return IntegerBounds.of(node, key)
        .map(this::mayBeIn)
        .or(() -> KeyBounds.of(node, key).map(this::mayBeIn))
        .orElse(!sorted.isEmpty());
  }

  private static JsonNode parsed(String statistics) {
    try {
      return statistics == null ? MissingNode.getInstance() : JSON.readTree(statistics);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
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
