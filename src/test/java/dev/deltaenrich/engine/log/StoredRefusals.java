package dev.deltaenrich.engine.log;

import static java.util.Map.entry;

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

  /** Those that nobody reads, or that only a catalog may open. */
  private static final Map<String, Refusal> FOR_GOOD =
      Map.of(
          "catalog-managed", unsupported("catalogManaged"),
          "reader-version-4", unsupported("requires 4"),
          "unknown-reader-feature", unsupported("rowsInReverse"));

  /** Those that others read. Who makes one readable takes its line out. */
  private static final Map<String, Refusal> TODAY =
      Map.ofEntries(
          entry("as-unity-catalog-makes-them", unsupported("v2Checkpoint")),
          entry("delta-rs-v2-checkpoint", unsupported("v2Checkpoint")),
          entry("type-widening", unsupported("typeWidening")),
          entry("type-widening-of-id", unsupported("typeWidening")),
          entry("type-widening-of-partition", unsupported("typeWidening")),
          entry("v2-checkpoint-json", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-json-log-cleaned", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-json-without-sidecars", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-of-classic-name", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-parquet", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-parquet-log-cleaned", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-parquet-without-sidecars", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-then-a-classic-one", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-two-sidecars", unsupported("v2Checkpoint")),
          entry("v2-checkpoint-two-sidecars-log-cleaned", unsupported("v2Checkpoint")),
          entry("v2-checkpoints-of-one-version", unsupported("v2Checkpoint")),
          entry("vacuum-protocol-check", unsupported("vacuumProtocolCheck")),
          entry("variant", unsupported("variantType")),
          entry("variant-in-struct", unsupported("variantType")),
          entry("variant-shredded", unsupported("variantShredding-preview")));

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
