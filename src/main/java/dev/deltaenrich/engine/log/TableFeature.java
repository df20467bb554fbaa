package dev.deltaenrich.engine.log;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The table features that are served, and why that is safe (Delta PROTOCOL, "Valid Feature Names in
 * Table Features"). What Delta on the class path can do is no reason: logs are read and written
 * here. What has no entry is refused by its name.
 *
 * <p>Features that only writers have to know ask nothing of readers, so the raw table may have any
 * of them.
 */
enum TableFeature {
  /** Read: by physical names or field ids, rewritten. Written: the property has to be off. */
  COLUMN_MAPPING("columnMapping", Use.READ, Use.WRITTEN),
  /** Read: deleted rows are left out. Written: files with deleted rows are removed, never made. */
  DELETION_VECTORS("deletionVectors", Use.READ, Use.WRITTEN),
  /** A type of this Spark, in files and in schemas. */
  TIMESTAMP_NTZ("timestampNtz", Use.READ, Use.WRITTEN),
  /** {@link CheckpointReader} reads them. None are written. */
  V2_CHECKPOINT("v2Checkpoint", Use.READ),
  /** Concerns programs that delete files; this one deletes none of a raw table's. */
  VACUUM_PROTOCOL_CHECK("vacuumProtocolCheck", Use.READ),
  /** {@code FileColumns} and {@code WantedColumns} refuse a file with another type, by its name. */
  TYPE_WIDENING("typeWidening", Use.READ),
  /** As {@link #TYPE_WIDENING}. */
  TYPE_WIDENING_PREVIEW("typeWidening-preview", Use.READ),
  /** {@link TableSchema} refuses columns of the type by name; other columns are plain. */
  VARIANT("variantType", Use.READ),
  /** As {@link #VARIANT}. */
  VARIANT_PREVIEW("variantType-preview", Use.READ),
  /** Another way to store values of the type of {@link #VARIANT}. */
  VARIANT_SHREDDING("variantShredding", Use.READ),
  /** As {@link #VARIANT_SHREDDING}. */
  VARIANT_SHREDDING_PREVIEW("variantShredding-preview", Use.READ),
  /** The property has to be off. */
  APPEND_ONLY("appendOnly", Use.WRITTEN),
  /** A target's schema is made here, and has none. */
  INVARIANTS("invariants", Use.WRITTEN),
  /** Tables that have one are refused by the property. */
  CHECK_CONSTRAINTS("checkConstraints", Use.WRITTEN),
  /** Commits add and remove whole files, from which readers work out the changes. */
  CHANGE_DATA_FEED("changeDataFeed", Use.WRITTEN),
  /** As {@link #INVARIANTS}. */
  GENERATED_COLUMNS("generatedColumns", Use.WRITTEN);

  /** What is done to tables that have it. */
  enum Use {
    READ,
    WRITTEN
  }

  private final String name;
  private final boolean read;
  private final boolean written;

  TableFeature(String name, Use... uses) {
    this.name = name;
    this.read = List.of(uses).contains(Use.READ);
    this.written = List.of(uses).contains(Use.WRITTEN);
  }

  /** Its name in protocols. */
  String featureName() {
    return name;
  }

  private boolean serves(Use use) {
    return use == Use.READ ? read : written;
  }

  /** Those of {@code names} that have no entry for a use, in their order. */
  static List<String> unserved(Collection<String> names, Use use) {
    return names.stream()
        .filter(
            name ->
                Arrays.stream(values())
                    .noneMatch(known -> known.name.equals(name) && known.serves(use)))
        .toList();
  }
}
