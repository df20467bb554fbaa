package dev.deltaenrich.engine.table;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
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

/**
 * What is read of one Parquet file.
 *
 * @param read the wanted columns; a struct of whose fields the file has none has one of the file's
 *     own after them, which tells where the struct is null
 * @param requested the part of the file's schema that is read
 */
record WantedColumns(StructType read, MessageType requested) {
  /** How Spark understands Parquet's types: texts are annotated, INT96 is a timestamp. */
  static final ParquetToSparkSchemaConverter CONVERTER =
      new ParquetToSparkSchemaConverter(false, true, false, true, true);

  /**
   * @param wanted by the names or ids that files have, nullable
   * @param conf says how names are compared and whether ids are
   * @throws SchemaColumnConvertNotSupportedException when a column's type does not fit
   */
  static WantedColumns of(StructType wanted, MessageType file, Configuration conf) {
    Matching matching =
        new Matching(
            conf.getBoolean(SQLConf.CASE_SENSITIVE().key(), false),
            conf.getBoolean(SQLConf.PARQUET_FIELD_ID_READ_ENABLED().key(), false));
    StructType read = matching.fields(wanted, file);
    return new WantedColumns(read, ParquetReadSupport.getRequestedSchema(file, read, conf, false));
  }

  /** Finds wanted columns in a file's schema. */
  private record Matching(boolean caseSensitive, boolean byId) {
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
      if (!file.isPrimitive() || !StoredTypes.fit(wanted, file.asPrimitiveType())) {
        throw unfit(wanted, file);
      }
      return wanted;
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
