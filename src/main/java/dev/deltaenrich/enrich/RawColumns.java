package dev.deltaenrich.enrich;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.SourceColumns;
import dev.deltaenrich.splice.SourceKey;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * How the raw table's columns are found in its files, and which of them spliced files have.
 *
 * @param stored its columns as files call them, without partition columns
 * @param shown the same as its schema shows them
 * @param kept those that spliced files have
 * @param key the column that is looked up
 * @param isPartition whether the key is a partition column
 * @param keyPaddedTo to how many code points readers pad the key; 0 where they do not
 * @param widened whether files may hold narrower types, from before a column was widened
 */
record RawColumns(
    StructType stored,
    StructType shown,
    SourceColumns kept,
    RawKey key,
    boolean isPartition,
    int keyPaddedTo,
    boolean widened)
    implements Serializable {
  static RawColumns of(RawTable raw, Rule rule) {
    RawKey key = raw.key(rule);
    // A file may hold a column that the table does not show, of the name of one that is added.
    return new RawColumns(
        raw.storedColumns(),
        raw.shownColumns(),
        new SourceColumns(
            raw.mappedColumns(), rule.columns().stream().map(NewColumn::name).toList()),
        key,
        raw.partitionColumns().contains(key.name()),
        raw.paddedTo(key.name()),
        raw.widensTypes());
  }

  /** Where the keys of a source's rows are: in a column of it or in its partition. */
  SourceKey keyOf(SourceFile source) {
    SourceKey keys =
        isPartition
            ? SourceKey.ofAllRows(partitionKeyOf(source).orElse(null))
            : SourceKey.inColumn(key.path(), key.type());
    return keys.paddedTo(keyPaddedTo);
  }

  private Optional<String> partitionKeyOf(SourceFile source) {
    return key.ofPartition(source.partitionValues().get(key.name()));
  }
}
