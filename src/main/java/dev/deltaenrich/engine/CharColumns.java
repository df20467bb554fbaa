package dev.deltaenrich.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns declared as {@code CHAR(n)}. A file holds their texts as they were written. Spark pads a
 * shorter text with spaces to n code points when Spark reads it from a table that declares the
 * column so. For Spark's types such a column is text; the declaration stands in its metadata.
 */
public final class CharColumns {
  /** Where Spark keeps the declared type of a column, such as {@code char(5)}. */
  private static final String DECLARED = "__CHAR_VARCHAR_TYPE_STRING";

  private static final Pattern CHAR = Pattern.compile("(?i)\\bchar\\((\\d+)\\)");

  private CharColumns() {}

  /** The declared type of a column that is a CHAR, or has one inside; other columns have none. */
  private static Optional<String> declared(StructField column) {
    return column.metadata().contains(DECLARED)
        ? Optional.of(column.metadata().getString(DECLARED))
            .filter(type -> CHAR.matcher(type).find())
        : Optional.empty();
  }

  /** Whether a column is a CHAR, or has one inside. */
  public static boolean hasPadded(StructField column) {
    return declared(column).isPresent();
  }

  /** To how many code points readers pad a column's texts; 0 where they do not. */
  public static int length(StructField column) {
    Matcher type = CHAR.matcher(declared(column).orElse(""));
    return type.matches() ? Integer.parseInt(type.group(1)) : 0;
  }

  /** The same of the column of a name, as its schema spells it; 0 where there is none. */
  public static int length(StructType schema, String column) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(column))
        .mapToInt(CharColumns::length)
        .findFirst()
        .orElse(0);
  }

  /** A text as readers pad it. */
  public static String padded(String text, int length) {
    return text + " ".repeat(Math.max(0, length - text.codePointCount(0, text.length())));
  }

  /** What readers see of a column: its metadata has the comment and what makes readers pad. */
  public static StructField shown(StructField column) {
    MetadataBuilder metadata = new MetadataBuilder();
    declared(column).ifPresent(type -> metadata.putString(DECLARED, type));
    StructField shown =
        new StructField(column.name(), column.dataType(), column.nullable(), metadata.build());
    return column.getComment().isDefined() ? shown.withComment(column.getComment().get()) : shown;
  }

  /** Whether readers pad the columns of two schemas alike, which have the same names and types. */
  public static boolean areAlike(StructType one, StructType other) {
    return Arrays.stream(one.fields())
        .map(CharColumns::declared)
        .toList()
        .equals(Arrays.stream(other.fields()).map(CharColumns::declared).toList());
  }
}
