package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.engine.CharColumns;
import dev.deltaenrich.engine.ColumnPath;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.VarcharType;

/**
 * What enrichment asks of the raw table's columns.
 *
 * @param table the table, for messages
 * @param schema its columns
 */
record RawSchema(String table, StructType schema) {
  /** Characters a column name may not have in a table without column mapping. */
  private static final Pattern RESERVED = Pattern.compile("[ ,;{}()\\n\\t=]");

  Optional<StructField> field(String name) {
    return Arrays.stream(schema.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Delta and Parquet's readers take names that differ in case alone for one column's. */
  void requireDistinctNames() {
    alike(schema)
        .ifPresent(
            names -> {
              throw new EnrichException(
                  ErrorCode.COLUMN_UNSUPPORTED,
                  "Cannot enrich %s: its columns %s differ in upper and lower case alone, so that no reader can tell them apart in a Delta table; rename one of them where the table is made"
                      .formatted(table, names));
            });
  }

  /** Two fields of one struct, at any depth, as a message names them. */
  private static Optional<String> alike(DataType type) {
    if (type instanceof StructType struct) {
      Map<String, String> seen = new HashMap<>();
      for (StructField field : struct.fields()) {
        String other = seen.put(field.name().toLowerCase(Locale.ROOT), field.name());
        Optional<String> found =
            other == null
                ? alike(field.dataType())
                : Optional.of("'%s' and '%s'".formatted(other, field.name()));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return nested(type).flatMap(part -> alike(part).stream()).findFirst();
  }

  /** What an array or a map is made of. */
  private static Stream<DataType> nested(DataType type) {
    if (type instanceof MapType map) {
      return Stream.of(map.keyType(), map.valueType());
    }
    return type instanceof ArrayType array ? Stream.of(array.elementType()) : Stream.empty();
  }

  /** A column or field that is looked up. */
  RawKey.Part key(String key) {
    ColumnPath path = ColumnPath.find(schema, key).orElseThrow(() -> missing(key, "raw.key"));
    DataType dataType = path.last().dataType();
    KeyType type =
        RawKey.typeOf(dataType)
            .orElseThrow(
                () ->
                    unusable(
                        path,
                        "and only texts, whole numbers (tinyint to bigint, decimal without a fraction) and dates can be looked up"));
    if (type == KeyType.TEXT && !isComparedByBytes(dataType)) {
      throw unusable(path, "whose texts are equal by other rules than their bytes");
    }
    if (type == KeyType.TEXT
        && path.fields().size() > 1
        && CharColumns.hasPadded(path.fields().get(0))) {
      throw unusable(path, "inside of a column that declares a CHAR, whose texts readers pad");
    }
    return new RawKey.Part(path.names(), dataType, type);
  }

  /** The column or field with the rows' own time. */
  RawTime time(Validity validity) {
    ColumnPath path =
        ColumnPath.find(schema, validity.rawTime())
            .orElseThrow(() -> missing(validity.rawTime(), "lookup.raw-time"));
    DataType dataType = path.last().dataType();
    if (!RawTime.isTime(dataType)) {
      throw new EnrichException(
          ErrorCode.KEY_NOT_TEXT,
          "Cannot enrich %s: its column '%s' is %s, and only date, timestamp and timestamp_ntz say when a row happened; cast it where the table is made, or set lookup.raw-time"
              .formatted(table, path.text(), dataType.simpleString()));
    }
    return new RawTime(path.names(), dataType, validity.zone());
  }

  private EnrichException unusable(ColumnPath path, String why) {
    return new EnrichException(
        ErrorCode.KEY_NOT_TEXT,
        "Cannot enrich %s: its key column '%s' is %s, %s; cast it where the table is made, or set raw.key"
            .formatted(table, path.text(), path.last().dataType().simpleString(), why));
  }

  /** A text with a collation of Spark 4 is none of those that Spark 3 knows. */
  private static boolean isComparedByBytes(DataType type) {
    return type.equals(DataTypes.StringType)
        || type instanceof CharType
        || type instanceof VarcharType;
  }

  private EnrichException missing(String key, String setting) {
    int dot = key.indexOf('.');
    Optional<StructField> struct = dot < 0 ? Optional.empty() : field(key.substring(0, dot));
    return new EnrichException(
        ErrorCode.KEY_MISSING,
        struct
            .map(
                column ->
                    "Cannot enrich %s: it has no field '%s' that is one for each row, since its column '%s' is %s; set %s"
                        .formatted(
                            table, key, column.name(), column.dataType().simpleString(), setting))
            .orElseGet(
                () ->
                    "Cannot enrich %s: it has no column '%s', only %s; set %s"
                        .formatted(table, key, names(), setting)));
  }

  void requireAbsent(NewColumn column) {
    // A key inside of structs is named as such a column would be.
    ColumnPath.find(schema, column.name())
        .ifPresent(
            field -> {
              throw new EnrichException(
                  ErrorCode.COLUMN_EXISTS,
                  "Cannot enrich %s: it already has a column '%s'; give the new one another name with lookup.columns=%s:OTHER_NAME"
                      .formatted(table, field.text(), column.lookupColumn()));
            });
  }

  void requireNameable(NewColumn column) {
    if (RESERVED.matcher(column.name()).find()) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot add a column '%s' to those of %s: a name may not have a character of \" ,;{}()=\", a tab or a line break; give it another with lookup.columns=%s:OTHER_NAME"
              .formatted(column.name(), table, column.lookupColumn()));
    }
  }

  void requireStorable(StructField field) {
    if (field.dataType().existsRecursively(type -> type instanceof NullType)) {
      throw new EnrichException(
          ErrorCode.COLUMN_UNSUPPORTED,
          "Cannot enrich %s: its column '%s' is %s, and void cannot be stored (it would be dropped without a word); give it a type"
              .formatted(table, field.name(), field.dataType().simpleString()));
    }
    if (field.dataType().existsRecursively(RawSchema::isUnknownToDelta)) {
      throw new EnrichException(
          ErrorCode.COLUMN_UNSUPPORTED,
          "Cannot enrich %s: its column '%s' is %s, which is no type of a Delta table's; give it another type where the table is made"
              .formatted(table, field.name(), field.dataType().simpleString()));
    }
    reservedName(new StructType(new StructField[] {field}))
        .ifPresent(
            name -> {
              throw new EnrichException(
                  ErrorCode.COLUMN_UNSUPPORTED,
                  "Cannot enrich %s: its column '%s' has a character of \" ,;{}()=\" or a tab or line break, which only column mapping allows and the curated table does not use; rename it"
                      .formatted(table, name.replaceAll("\\s", " ")));
            });
  }

  /** Spark's own types beside those of Delta PROTOCOL, "Schema Serialization Format". */
  private static boolean isUnknownToDelta(DataType type) {
    return type instanceof AnsiIntervalType
        || type instanceof CalendarIntervalType
        || type instanceof CharType
        || type instanceof VarcharType
        || type instanceof UserDefinedType<?>;
  }

  private static Optional<String> reservedName(DataType type) {
    if (!(type instanceof StructType struct)) {
      return nested(type).flatMap(part -> reservedName(part).stream()).findFirst();
    }
    return Arrays.stream(struct.fields())
        .flatMap(
            field ->
                (RESERVED.matcher(field.name()).find()
                        ? Optional.of(field.name())
                        : reservedName(field.dataType()))
                    .stream())
        .findFirst();
  }

  /** A type with those of its fields, at any depth, that another type has, too. */
  static DataType common(DataType type, DataType other) {
    if (type instanceof ArrayType array && other instanceof ArrayType its) {
      return new ArrayType(common(array.elementType(), its.elementType()), array.containsNull());
    }
    if (type instanceof MapType map && other instanceof MapType its) {
      return new MapType(
          common(map.keyType(), its.keyType()),
          common(map.valueType(), its.valueType()),
          map.valueContainsNull());
    }
    if (!(type instanceof StructType struct && other instanceof StructType its)) {
      return type;
    }
    List<String> names = List.of(its.fieldNames());
    return new StructType(
        Arrays.stream(struct.fields())
            .filter(field -> names.contains(field.name()))
            .map(
                field ->
                    new StructField(
                        field.name(),
                        common(field.dataType(), its.apply(field.name()).dataType()),
                        field.nullable(),
                        field.metadata()))
            .toArray(StructField[]::new));
  }

  private String names() {
    return Arrays.stream(schema.fields()).map(StructField::name).collect(Collectors.joining(", "));
  }
}
