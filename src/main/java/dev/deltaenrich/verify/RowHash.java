package dev.deltaenrich.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Two 64 bit hashes of a row, as Spark expressions, for columns of every type.
 *
 * <p>Spark's {@code xxhash64} alone will not do: it skips nulls, so that {@code (null, 'a')} and
 * {@code ('a', null)} agree, it does not mark where an array ends, and it refuses maps. So every
 * value is preceded by whether it is null, every array by its size, a map is hashed as the array of
 * its entries in stored order, and nested values are hashed on their own before they enter the
 * outer hash. What stays undistinguished are floating-point values that SQL calls equal: 0.0 and
 * -0.0, and NaNs of different bits.
 */
final class RowHash {
  private static final Column SALT = functions.lit("delta-enrich");

  private RowHash() {}

  /** The first hash of the row that {@code fields} make. */
  static Column first(List<StructField> fields) {
    return functions.xxhash64(parts(fields).toArray(Column[]::new));
  }

  /** The second: the same values after a salt, which seeds the chain differently. */
  static Column second(List<StructField> fields) {
    return functions.xxhash64(Stream.concat(Stream.of(SALT), parts(fields)).toArray(Column[]::new));
  }

  private static Stream<Column> parts(List<StructField> fields) {
    return fields.stream()
        .flatMap(field -> parts(ColumnNames.column(field.name()), field.dataType()).stream());
  }

  private static List<Column> parts(Column value, DataType type) {
    List<Column> parts = new ArrayList<>();
    parts.add(value.isNull());
    if (type instanceof StructType struct) {
      Arrays.stream(struct.fields())
          .forEach(field -> parts.add(nested(value.getField(field.name()), field.dataType())));
    } else if (type instanceof ArrayType array) {
      parts.add(functions.size(value));
      parts.add(functions.transform(value, element -> nested(element, array.elementType())));
    } else if (type instanceof MapType map) {
      parts.add(nested(functions.map_entries(value), entries(map)));
    } else {
      parts.add(value);
    }
    return parts;
  }

  private static Column nested(Column value, DataType type) {
    return functions.xxhash64(parts(value, type).toArray(Column[]::new));
  }

  private static ArrayType entries(MapType map) {
    return new ArrayType(
        new StructType().add("key", map.keyType()).add("value", map.valueType()), false);
  }
}
