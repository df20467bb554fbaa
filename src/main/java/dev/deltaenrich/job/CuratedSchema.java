package dev.deltaenrich.job;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.QuarantineColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns the curated table is to have: raw ones in raw order, then the new ones.
 *
 * @param raw the raw part
 * @param added the new columns
 * @param partitions the partition columns
 */
record CuratedSchema(StructType raw, StructType added, List<String> partitions) {
  /** Where the curated table keeps the name that raw's files have for a column. */
  static final String RAW_NAME = "deltaEnrich.rawName";

  /** What tells the new columns from raw ones: the lookup column they show. */
  static final String LOOKUP_COLUMN = "deltaEnrich.lookupColumn";

  static CuratedSchema of(RawTable table, List<JoinedLookup> lookups) {
    StructType raw = new StructType();
    // Files of raw may hold nulls whatever its schema says, and those that are spliced keep them.
    for (StructField field : ((StructType) table.schema().asNullable()).fields()) {
      raw = raw.add(stored(field));
    }
    StructType added = new StructType();
    for (JoinedLookup lookup : lookups) {
      for (StructField field : added(lookup)) {
        added = added.add(field);
      }
    }
    return new CuratedSchema(raw, added, table.partitionColumns());
  }

  private static List<StructField> added(JoinedLookup lookup) {
    List<StructField> added = new ArrayList<>();
    List<NewColumn> columns = lookup.rule().columns();
    for (int i = 0; i < columns.size(); i++) {
      added.add(
          new StructField(
              columns.get(i).name(),
              lookup.lookup().columns().get(i).type(),
              true,
              new MetadataBuilder()
                  .putString(LOOKUP_COLUMN, columns.get(i).lookupColumn())
                  .build()));
    }
    return added;
  }

  private static StructField stored(StructField field) {
    StructField plain = RawTable.plain(field);
    return field.metadata().contains(ColumnMapping.PHYSICAL_NAME)
        ? new StructField(
            plain.name(),
            plain.dataType(),
            plain.nullable(),
            new MetadataBuilder()
                .withMetadata(plain.metadata())
                .putString(RAW_NAME, ColumnMapping.physicalName(field))
                .build())
        : plain;
  }

  /** The same names and types in the same order; what may be null and comments do not count. */
  static boolean areAlike(StructType one, StructType other) {
    return one.catalogString().equals(other.catalogString()) && CharColumns.areAlike(one, other);
  }

  /** The columns of the quarantine: raw ones, then what it says of each row. */
  StructType quarantine() {
    StructType columns = raw;
    for (String name : QuarantineColumns.NAMES) {
      columns = columns.add(name, DataTypes.StringType);
    }
    return columns;
  }

  /** All columns in order. */
  StructType all() {
    StructType all = raw;
    for (StructField field : added.fields()) {
      all = all.add(field);
    }
    return all;
  }
}
