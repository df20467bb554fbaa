package dev.deltaenrich.engine.log;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.execution.datasources.parquet.ParquetUtils;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How a table's columns are found in its files (Delta PROTOCOL, "Column Mapping"). */
public enum ColumnMapping {
  /** By the names that the schema shows. */
  NONE,
  /** By names that the schema has for files. */
  NAME,
  /** By the ids of fields. */
  ID;

  /** The property that names the mode. */
  static final String PROPERTY = "delta.columnMapping.mode";

  private static final String ID_OF_FIELD = "delta.columnMapping.id";

  /** Where a schema has the name that files have for a column, which stays when it is renamed. */
  public static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";

  /** The mode that these properties name; they have to be those of a table that can be read. */
  static ColumnMapping of(Map<String, String> properties) {
    String mode = properties.get(PROPERTY);
    return mode == null ? NONE : named(mode).orElseThrow();
  }

  /** The mode of this name; empty when there is no such mode. */
  static Optional<ColumnMapping> named(String mode) {
    return Arrays.stream(values()).filter(known -> known.name().equalsIgnoreCase(mode)).findFirst();
  }

  /**
   * Columns as files have them.
   *
   * @param columns some of a table's, and of the fields inside them
   * @param table all of the table's, which say how they are mapped
   */
  public StructType stored(StructType columns, StructType table) {
    return this == NONE ? columns : (StructType) stored((DataType) columns, table);
  }

  private DataType stored(DataType type, DataType table) {
    if (type instanceof StructType struct) {
      return new StructType(
          Arrays.stream(struct.fields())
              .map(field -> stored(field, (StructType) table))
              .toArray(StructField[]::new));
    }
    if (type instanceof ArrayType array) {
      return new ArrayType(
          stored(array.elementType(), ((ArrayType) table).elementType()), array.containsNull());
    }
    if (type instanceof MapType map) {
      MapType of = (MapType) table;
      return new MapType(
          stored(map.keyType(), of.keyType()),
          stored(map.valueType(), of.valueType()),
          map.valueContainsNull());
    }
    return type;
  }

  private StructField stored(StructField field, StructType table) {
    StructField known =
        Arrays.stream(table.fields())
            .filter(column -> column.name().equalsIgnoreCase(field.name()))
            .findFirst()
            .orElseThrow();
    MetadataBuilder metadata = new MetadataBuilder().withMetadata(known.metadata());
    if (this == ID) {
      metadata.putLong(ParquetUtils.FIELD_ID_METADATA_KEY(), known.metadata().getLong(ID_OF_FIELD));
    }
    return new StructField(
        physicalName(known),
        stored(field.dataType(), known.dataType()),
        field.nullable(),
        metadata.build());
  }

  /** The id that files have for a column of a table whose columns are found by ids. */
  public static int id(StructField column) {
    return Math.toIntExact(column.metadata().getLong(ID_OF_FIELD));
  }

  /** The name that files have for a column. */
  public static String physicalName(StructField column) {
    return column.metadata().contains(PHYSICAL_NAME)
        ? column.metadata().getString(PHYSICAL_NAME)
        : column.name();
  }
}
