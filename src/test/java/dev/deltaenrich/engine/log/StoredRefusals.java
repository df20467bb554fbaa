package dev.deltaenrich.engine.log;

import dev.deltaenrich.failure.ErrorCode;
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

  /**
   * When their logs are opened: nobody reads them, only a catalog may open them, or this Spark
   * lacks their types.
   */
  static final Map<String, Refusal> ALL =
      Map.of(
          "catalog-managed", unsupported("catalogManaged"),
          "reader-version-4", unsupported("it asks for readers of version 4"),
          "unknown-reader-feature", unsupported("rowsInReverse"),
          "variant", ofColumn("'v' is of the type variant"),
          "variant-in-struct", ofColumn("'s.v' is of the type variant"),
          "variant-shredded", ofColumn("'v' is of the type variant"));

  private StoredRefusals() {}

  private static Refusal ofColumn(String type) {
    return new Refusal(ErrorCode.COLUMN_UNSUPPORTED, type);
  }

  private static Refusal unsupported(String feature) {
    return new Refusal(ErrorCode.FEATURE_UNSUPPORTED, feature);
  }
}
