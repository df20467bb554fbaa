package dev.deltaenrich.engine.log;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a log says of the table itself (Delta PROTOCOL, "Change Metadata").
 *
 * @param id what tells the table from others
 * @param name its name
 * @param description what it is, in the words of its owner
 * @param format how its files are stored
 * @param schemaString its columns, as JSON; see {@link #schema}
 * @param partitionColumns those that are not in its files, by name
 * @param configuration its properties; values may be null
 * @param createdTime in milliseconds since 1970
 */
public record Metadata(
    String id,
    Optional<String> name,
    Optional<String> description,
    Format format,
    String schemaString,
    List<String> partitionColumns,
    Map<String, String> configuration,
    OptionalLong createdTime) {
  /** Copies the collections. */
  public Metadata {
    partitionColumns = List.copyOf(partitionColumns);
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
  }

  /**
   * How a table's files are stored.
   *
   * @param provider the format's name
   * @param options its options
   */
  public record Format(String provider, Map<String, String> options) {
    /** The one that tables have (Delta PROTOCOL, "Format Specification"). */
    public static final Format PARQUET = new Format("parquet", Map.of());

    /** Copies {@code options}. */
    public Format {
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
  }

  /** All columns in order, partition columns included. They are parsed for each call. */
  public StructType schema() {
    return (StructType) DataType.fromJson(schemaString);
  }

  /** The partition columns in their order. */
  public StructType partitionSchema() {
    StructType all = schema();
    return new StructType(partitionColumns.stream().map(all::apply).toArray(StructField[]::new));
  }

  /** The columns that are in files. */
  public StructType dataSchema() {
    return new StructType(
        Arrays.stream(schema().fields())
            .filter(field -> !partitionColumns.contains(field.name()))
            .toArray(StructField[]::new));
  }

  /** How columns are found in files. */
  public ColumnMapping columnMapping() {
    return ColumnMapping.of(configuration);
  }
}
