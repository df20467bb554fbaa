package dev.deltaenrich.job;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.sink.RecordedCommit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What becomes of the curated table's columns. */
enum SchemaStep {
  /** They stay. */
  NONE,
  /**
   * Raw columns are added or moved, or may be null now, as earlier versions did not say; files that
   * are there stay, but see {@link GainedColumns}.
   */
  GROWS,
  /** New columns are others: no file may stay, and readers must not see old files meanwhile. */
  REPLACES;

  /**
   * From the columns that the table has to those that it is to have.
   *
   * @param current the table's columns
   * @param partitions its partition columns
   * @param enriched the names of those that a run added, in case they carry no mark
   * @param wanted what they are to be
   * @param table the raw table, for messages
   * @param edited the target's newest version if another program made it since the last run
   * @throws EnrichException SCHEMA_CHANGED when files that are there would not fit
   */
  static SchemaStep of(
      StructType current,
      List<String> partitions,
      Set<String> enriched,
      CuratedSchema wanted,
      String table,
      Optional<RecordedCommit> edited) {
    if (!partitions.equals(wanted.partitions())) {
      throw changed(
          table,
          "it is partitioned by %s, the target by %s"
              .formatted(names(wanted.partitions()), names(partitions)));
    }
    StructType raw = new StructType();
    StructType added = new StructType();
    for (StructField field : current.fields()) {
      if (isAdded(field, current, enriched)) {
        added = added.add(field);
      } else {
        requireNotAddedByHand(field, wanted.raw(), edited);
        requireFollowed(field, wanted.raw(), table);
        raw = raw.add(field);
      }
    }
    if (!CuratedSchema.areAlike(added, wanted.added())) {
      return REPLACES;
    }
    return CuratedSchema.areAlike(raw, wanted.raw()) && raw.equals(raw.asNullable()) ? NONE : GROWS;
  }

  private static boolean isAdded(StructField field, StructType current, Set<String> enriched) {
    boolean marked =
        Arrays.stream(current.fields())
            .anyMatch(any -> any.metadata().contains(CuratedSchema.LOOKUP_COLUMN));
    return marked
        ? field.metadata().contains(CuratedSchema.LOOKUP_COLUMN)
        : enriched.contains(field.name());
  }

  private static void requireNotAddedByHand(
      StructField field, StructType raw, Optional<RecordedCommit> edited) {
    if (edited.isPresent() && field(raw, field.name()).isEmpty()) {
      throw new EnrichException(
          ErrorCode.SCHEMA_CHANGED,
          "Cannot follow the columns of raw: the target has a column '%s' that raw lacks, and version %d of the target (%s) is another program's; if the column was added there by hand, make the whole table anew with enrich.mode=full, which leaves the column out"
              .formatted(
                  field.name(),
                  edited.get().version(),
                  edited.get().operation().orElse("no operation told")));
    }
  }

  private static void requireFollowed(StructField field, StructType raw, String table) {
    Optional<StructField> now = field(raw, field.name());
    if (now.isEmpty()) {
      throw changed(table, "its column '%s' is gone (dropped or renamed)".formatted(field.name()));
    }
    if (!grown(field.dataType(), now.get().dataType())) {
      throw changed(
          table,
          "its column '%s' was %s and is %s"
              .formatted(
                  field.name(),
                  field.dataType().catalogString(),
                  now.get().dataType().catalogString()));
    }
    if (!rawName(field).equals(rawName(now.get()))) {
      throw changed(
          table,
          "its column '%s' is another one than the target has (dropped and added again?)"
              .formatted(field.name()));
    }
  }

  private static EnrichException changed(String table, String what) {
    return new EnrichException(
        ErrorCode.SCHEMA_CHANGED,
        "Cannot follow the columns of %s: %s, which files that are in the target do not fit; make the whole table anew with enrich.mode=full, or undo the change"
            .formatted(table, what));
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  /** Without column mapping the name itself; mapping that is switched on later keeps it. */
  private static String rawName(StructField field) {
    return field.metadata().contains(CuratedSchema.RAW_NAME)
        ? field.metadata().getString(CuratedSchema.RAW_NAME)
        : field.name();
  }

  private static Optional<StructField> field(StructType type, String name) {
    return Arrays.stream(type.fields()).filter(field -> field.name().equals(name)).findFirst();
  }

  /** Whether values of type {@code old} can be read as {@code now}: only fields were added. */
  private static boolean grown(DataType old, DataType now) {
    if (old instanceof ArrayType was && now instanceof ArrayType is) {
      return grown(was.elementType(), is.elementType());
    }
    if (old instanceof MapType was && now instanceof MapType is) {
      return grown(was.keyType(), is.keyType()) && grown(was.valueType(), is.valueType());
    }
    if (old instanceof StructType was && now instanceof StructType is) {
      return Arrays.stream(was.fields())
          .allMatch(
              field ->
                  field(is, field.name())
                      .filter(found -> grown(field.dataType(), found.dataType()))
                      .isPresent());
    }
    return old.equals(now);
  }
}
