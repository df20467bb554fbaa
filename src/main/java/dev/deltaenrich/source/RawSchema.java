package dev.deltaenrich.source;

import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
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

  void requireTextKey(String key) {
    StructField field = field(key).orElseThrow(() -> missing(key));
    if (!(field.dataType() instanceof StringType)) {
      throw new EnrichException(
          ErrorCode.KEY_NOT_TEXT,
          "Cannot enrich %s: its key column '%s' is %s, and only a string can be looked up without guessing; cast it where the table is made, or set raw.key"
              .formatted(table, field.name(), field.dataType().simpleString()));
    }
  }

  private EnrichException missing(String key) {
    int dot = key.indexOf('.');
    boolean nested =
        dot > 0
            && field(key.substring(0, dot))
                .filter(field -> field.dataType() instanceof StructType)
                .isPresent();
    return new EnrichException(
        ErrorCode.KEY_MISSING,
        nested
            ? "Cannot enrich %s: '%s' is a field inside a column, and only a column of the table can be the key; lift it out where the table is made, and set raw.key"
                .formatted(table, key)
            : "Cannot enrich %s: it has no column '%s', only %s; set raw.key"
                .formatted(table, key, names()));
  }

  void requireAbsent(NewColumn column) {
    field(column.name())
        .ifPresent(
            field -> {
              throw new EnrichException(
                  ErrorCode.COLUMN_EXISTS,
                  "Cannot enrich %s: it already has a column '%s'; give the new one another name with lookup.columns=%s:OTHER_NAME"
                      .formatted(table, field.name(), column.lookupColumn()));
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
    if (type instanceof ArrayType array) {
      return reservedName(array.elementType());
    }
    if (type instanceof MapType map) {
      return reservedName(map.keyType()).or(() -> reservedName(map.valueType()));
    }
    if (!(type instanceof StructType struct)) {
      return Optional.empty();
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

  private String names() {
    return Arrays.stream(schema.fields()).map(StructField::name).collect(Collectors.joining(", "));
  }
}
