package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.engine.TextCast;
import dev.deltaenrich.splice.SourceKey;
import java.io.Serializable;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * The raw table's key.
 *
 * @param parts one, or several where keys are composite
 * @param time the rows' own time, by which a lookup's rows are valid; null where they always are
 */
public record RawKey(List<Part> parts, RawTime time) implements Serializable {
  private static final Map<DataType, KeyType> TYPES =
      Map.of(
          DataTypes.ByteType, KeyType.INTEGER,
          DataTypes.ShortType, KeyType.INTEGER,
          DataTypes.IntegerType, KeyType.INTEGER,
          DataTypes.LongType, KeyType.INTEGER,
          DataTypes.DateType, KeyType.DATE);

  /** The key of a lookup that is always valid. */
  public RawKey(List<Part> parts) {
    this(parts, null);
  }

  /** Copies the list. */
  public RawKey {
    parts = List.copyOf(parts);
  }

  /**
   * A column, or a field inside of structs.
   *
   * @param path the names of the column and of each field on the way, as the table spells them
   * @param dataType its type in Spark
   * @param type what its values are
   */
  public record Part(List<String> path, DataType dataType, KeyType type) implements Serializable {
    /** The names, with dots between them. */
    public String name() {
      return String.join(".", path);
    }

    /**
     * The value of a partition's rows. A log may spell one value in several ways, such as 1 and 01,
     * and Spark shows the value.
     *
     * @param value as the log has it (Delta PROTOCOL, "Partition Value Serialization")
     * @return empty where the rows have none
     */
    public Optional<String> ofPartition(String value) {
      if (value == null || value.isEmpty()) {
        return Optional.empty();
      }
      return type == KeyType.TEXT
          ? Optional.of(value)
          : Optional.ofNullable(TextCast.of(value, dataType, ZoneOffset.UTC.getId()))
              .map(
                  known ->
                      type == KeyType.DATE
                          ? type.text(((Number) known).longValue())
                          : known.toString());
    }

    /**
     * Where this part is for a file: in a column, or one value in the file's partition.
     *
     * @param partitionValues of the file, by partition column
     * @param isPartition whether this part is a partition column
     * @param paddedTo to how many code points readers pad the texts; 0 where they do not
     */
    public SourceKey.Part of(
        Map<String, String> partitionValues, boolean isPartition, int paddedTo) {
      return isPartition
          ? SourceKey.Part.ofAllRows(
              ofPartition(partitionValues.get(name())).orElse(null), paddedTo)
          : SourceKey.Part.inColumn(path, type, paddedTo);
    }
  }

  /** What values of a type are; empty where they cannot be looked up. */
  static Optional<KeyType> typeOf(DataType type) {
    if (type instanceof StringType) {
      return Optional.of(KeyType.TEXT);
    }
    return type instanceof DecimalType decimal && decimal.scale() == 0
        ? Optional.of(KeyType.INTEGER)
        : Optional.ofNullable(TYPES.get(type));
  }

  /** Names and types, for people. */
  public String description() {
    return parts.stream()
        .map(part -> "%s %s".formatted(part.name(), part.dataType().simpleString()))
        .collect(Collectors.joining(", "));
  }
}
