package dev.deltaenrich.source;

import dev.deltaenrich.engine.log.ColumnMapping;
import dev.deltaenrich.splice.MappedColumn;
import dev.deltaenrich.splice.MappedType;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table's columns, and how files call them, as splicing takes them. */
record MappedColumns(ColumnMapping mapping) {
  List<MappedColumn> of(StructType columns) {
    return Arrays.stream(columns.fields()).map(this::of).toList();
  }

  private MappedColumn of(StructField column) {
    return new MappedColumn(
        column.name(),
        ColumnMapping.physicalName(column),
        mapping == ColumnMapping.ID ? ColumnMapping.id(column) : null,
        of(column.dataType()));
  }

  private MappedType of(DataType type) {
    if (type instanceof StructType struct) {
      return new MappedType.Struct(of(struct));
    }
    if (type instanceof ArrayType array) {
      return new MappedType.ListOf(of(array.elementType()));
    }
    return type instanceof MapType map
        ? new MappedType.MapOf(of(map.keyType()), of(map.valueType()))
        : new MappedType.Leaf();
  }
}
