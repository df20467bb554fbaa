package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.ErrorCode;
import java.util.HashMap;
import java.util.Map;

/** Which stored tables are refused, and how. */
final class StoredRefusals {
  /**
   * A refusal.
   *
   * @param code its code
   * @param sentence what its message has to contain
   */
  record Refusal(ErrorCode code, String sentence) {}

  /** Those that nobody reads. */
  private static final Map<String, Refusal> FOR_GOOD = Map.of();

  /** Those that others read. Who makes one readable takes its line out. */
  private static final Map<String, Refusal> TODAY = Map.of();

  static final Map<String, Refusal> ALL = both();

  private StoredRefusals() {}

  private static Map<String, Refusal> both() {
    Map<String, Refusal> both = new HashMap<>(FOR_GOOD);
    both.putAll(TODAY);
    return Map.copyOf(both);
  }

  private static Refusal unsupported(String feature) {
    return new Refusal(ErrorCode.FEATURE_UNSUPPORTED, feature);
  }
}
