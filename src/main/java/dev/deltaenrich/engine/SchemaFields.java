package dev.deltaenrich.engine;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The fields of a schema, at any depth. */
public final class SchemaFields {
  private SchemaFields() {}

  /** A schema with each field changed; the fields inside a field are changed first. */
  public static StructType changed(StructType schema, UnaryOperator<StructField> change) {
    return (StructType) changed((DataType) schema, change);
  }

  private static DataType changed(DataType type, UnaryOperator<StructField> change) {
    if (type instanceof ArrayType array) {
      return new ArrayType(changed(array.elementType(), change), array.containsNull());
    }
    if (type instanceof MapType map) {
      return new MapType(
          changed(map.keyType(), change),
          changed(map.valueType(), change),
          map.valueContainsNull());
    }
    return type instanceof StructType struct
        ? new StructType(
            Arrays.stream(struct.fields())
                .map(field -> changed(field, change))
                .toArray(StructField[]::new))
        : type;
  }

  /** The same of one field. */
  public static StructField changed(StructField field, UnaryOperator<StructField> change) {
    return change.apply(
        new StructField(
            field.name(), changed(field.dataType(), change), field.nullable(), field.metadata()));
  }
}
