package dev.deltaenrich.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Between which texts a file's keys lie, by its statistics (Delta PROTOCOL, "Per-file Statistics").
 * Delta cuts long texts: a smallest value is then a prefix of the true one, and a largest one is a
 * prefix with a character after it that is meant to be larger than whatever was cut off. Since it
 * is not larger than every character there is, only the prefix is relied on.
 *
 * @param low no key is before it
 * @param high keys are not after it, unless they start with {@code prefix}
 * @param prefix what is sure of the largest key
 */
record KeyBounds(String low, String high, String prefix) {
  /** What Delta appends to a largest value that it cut, in this and in later releases. */
  private static final String TIE_BREAKERS = "\uFFFD\uDBFF\uDFFF";

  /** The bounds of a file; empty where the statistics do not tell. */
  static Optional<KeyBounds> of(KeyStatistics statistics) {
    JsonNode low = statistics.low();
    JsonNode high = statistics.high();
    return low.isTextual() && high.isTextual()
        ? Optional.of(new KeyBounds(low.textValue(), high.textValue(), prefix(high.textValue())))
        : Optional.empty();
  }

  /**
   * Half a surrogate pair at the cut may have become a question mark on its way through the log.
   */
  private static String prefix(String high) {
    int end = high.length();
    while (end > 0 && TIE_BREAKERS.indexOf(high.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end == high.length()) {
      return high;
    }
    while (end > 0
        && (high.charAt(end - 1) == '?' || Character.isSurrogate(high.charAt(end - 1)))) {
      end--;
    }
    return high.substring(0, end);
  }

  /** Whether a key that is not before {@link #low} can be in the file. */
  boolean reach(String key) {
    return CodePointOrder.INSTANCE.compare(key, high) <= 0 || key.startsWith(prefix);
  }
}
