package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.ParquetSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.ParquetUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What is read of one Parquet file.
 *
 * @param read the wanted columns, of narrower types where the file has such; a struct of whose
 *     fields the file has none has one of the file's own after them, which tells where the struct
 *     is null
 * @param requested the part of the file's schema that is read
 */
record WantedColumns(StructType read, MessageType requested) {
  /** How Spark understands Parquet's types: texts are annotated, INT96 is a timestamp. */
  static final ParquetToSparkSchemaConverter CONVERTER = ParquetSchemas.reading(true);

  /**
   * @param wanted by the names or ids that files have, nullable
   * @param widened whether a narrower type, from before the column's was widened, fits
   * @param conf says how names are compared and whether ids are
   * @throws SchemaColumnConvertNotSupportedException when a column's type does not fit
   */
  static WantedColumns of(
      StructType wanted, MessageType file, boolean widened, Configuration conf) {
    Matching matching =
        new Matching(
            widened,
            conf.getBoolean(SQLConf.CASE_SENSITIVE().key(), false),
            conf.getBoolean(SQLConf.PARQUET_FIELD_ID_READ_ENABLED().key(), false));
    StructType read = matching.fields(wanted, file);
    return new WantedColumns(read, ParquetReadSupport.getRequestedSchema(file, read, conf, false));
  }

  /**
   * Makes the wanted columns of what is read, at the same places.
   *
   * @return one for each column
   */
  List<Expression> asWanted(StructType wanted) {
    List<Expression> columns = new ArrayList<>();
    for (int i = 0; i < wanted.length(); i++) {
      DataType to = wanted.apply(i).dataType();
      DataType from = shaped(read.apply(i).dataType(), to);
      Expression column = new BoundReference(i, from, true);
      columns.add(
          from.equals(to) ? column : new Cast(column, to, Option.empty(), EvalMode.LEGACY()));
    }
    return columns;
  }

  /** A type that was read, without what is after the wanted fields of its structs. */
  private static DataType shaped(DataType read, DataType wanted) {
    if (wanted instanceof ArrayType array) {
      return new ArrayType(shaped(((ArrayType) read).elementType(), array.elementType()), true);
    }
    if (wanted instanceof MapType map) {
      MapType found = (MapType) read;
      return new MapType(
          shaped(found.keyType(), map.keyType()), shaped(found.valueType(), map.valueType()), true);
    }
    if (!(wanted instanceof StructType struct)) {
      return read;
    }
    StructType shaped = new StructType();
    for (int i = 0; i < struct.length(); i++) {
      StructField field = struct.apply(i);
      DataType type = shaped(((StructType) read).apply(i).dataType(), field.dataType());
      shaped = shaped.add(new StructField(field.name(), type, true, field.metadata()));
    }
    return shaped;
  }

  /** Finds wanted columns in a file's schema. */
  private record Matching(boolean widened, boolean caseSensitive, boolean byId) {
    StructType fields(StructType wanted, GroupType file) {
      StructType read = new StructType();
      for (StructField field : wanted.fields()) {
        DataType type =
            stored(field, file)
                .map(found -> type(field.dataType(), found))
                .orElse(field.dataType());
        read = read.add(new StructField(field.name(), type, true, field.metadata()));
      }
      return read;
    }

    private StructType struct(StructType wanted, GroupType file) {
      StructType read = fields(wanted, file);
      for (StructField field : wanted.fields()) {
        if (stored(field, file).isPresent()) {
          return read;
        }
      }
      Type any =
          file.getFields().stream().filter(Type::isPrimitive).findFirst().orElse(file.getType(0));
      return read.add(CONVERTER.convert(new MessageType(file.getName(), any)).apply(0));
    }

    private DataType type(DataType wanted, Type file) {
      if (wanted instanceof ArrayType array) {
        return new ArrayType(type(array.elementType(), element(wanted, file)), true);
      }
      if (wanted instanceof StructType struct) {
        return struct(struct, group(wanted, file));
      }
      if (wanted instanceof MapType map) {
        GroupType entry = group(wanted, group(wanted, file).getType(0));
        return new MapType(
            type(map.keyType(), entry.getType(0)), type(map.valueType(), entry.getType(1)), true);
      }
      if (!file.isPrimitive()) {
        throw unfit(wanted, file);
      }
      PrimitiveType stored = file.asPrimitiveType();
      return StoredTypes.fit(wanted, stored)
          ? wanted
          : StoredTypes.narrower(wanted, stored)
              .filter(type -> widened)
              .orElseThrow(() -> unfit(wanted, file));
    }

    /** As Spark finds it (parquet-format, "LogicalTypes", backward compatibility of lists). */
    private static Type element(DataType wanted, Type list) {
      if (list.isRepetition(Type.Repetition.REPEATED) && list.getLogicalTypeAnnotation() == null) {
        return list;
      }
      Type repeated = group(wanted, list).getType(0);
      return CONVERTER.isElementType(repeated, list.getName())
          ? repeated
          : repeated.asGroupType().getType(0);
    }

    private static GroupType group(DataType wanted, Type file) {
      if (file.isPrimitive()) {
        throw unfit(wanted, file);
      }
      return file.asGroupType();
    }

    private static SchemaColumnConvertNotSupportedException unfit(DataType wanted, Type file) {
      return new SchemaColumnConvertNotSupportedException(
          "[" + file.getName() + "]", file.toString(), wanted.catalogString());
    }

    private Optional<Type> stored(StructField field, GroupType file) {
      return file.getFields().stream().filter(type -> isColumn(type, field)).findFirst();
    }

    private boolean isColumn(Type type, StructField field) {
      if (byId && ParquetUtils.hasFieldId(field)) {
        return type.getId() != null && type.getId().intValue() == ParquetUtils.getFieldId(field);
      }
      return caseSensitive
          ? type.getName().equals(field.name())
          : type.getName().equalsIgnoreCase(field.name());
    }
  }
}
