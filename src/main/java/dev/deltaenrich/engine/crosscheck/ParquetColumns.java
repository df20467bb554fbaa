package dev.deltaenrich.engine.crosscheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Finds a table's columns in a file, and makes Spark's values of them. Lists and maps are
 * understood in all layouts of LogicalTypes.md, "Nested Types", older writers' included; columns
 * are found by name or id as Delta PROTOCOL has it, "Column Mapping".
 */
final class ParquetColumns {
  private static final String ID = "delta.columnMapping.id";
  private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";

  private final boolean byId;
  private final WrittenCalendar calendar;
  private boolean emptyStruct;
  private boolean widened;

  /**
   * @param byId whether columns are found by their ids
   * @param calendar the calendar of the file's old dates
   */
  ParquetColumns(boolean byId, WrittenCalendar calendar) {
    this.byId = byId;
    this.calendar = calendar;
  }

  /** Whether a struct that was asked for has none of the fields that were. */
  boolean emptyStruct() {
    return emptyStruct;
  }

  /** Whether the file has a type that was narrower than the table's when the file was written. */
  boolean widened() {
    return widened;
  }

  /** A column or struct field; {@link ParquetField#MISSING} where the file does not have it. */
  ParquetField field(GroupType parent, StructField field) throws NotComparableException {
    Optional<Type> found = find(parent, field);
    if (found.isEmpty()) {
      return ParquetField.MISSING;
    }
    Type type = found.get();
    int place = parent.getFieldIndex(type.getName());
    if (!type.isRepetition(Type.Repetition.REPEATED)) {
      return new ParquetField(place, false, value(type, field.dataType()));
    }
    if (field.dataType() instanceof ArrayType list) {
      return new ParquetField(place, true, value(type, list.elementType()));
    }
    throw new NotComparableException("it is repeated in the file and no list in the table");
  }

  /** A field of the file's, by id or by name; names that differ in case alone are the same. */
  Optional<Type> find(GroupType parent, StructField field) {
    if (byId && field.metadata().contains(ID)) {
      long id = field.metadata().getLong(ID);
      return parent.getFields().stream()
          .filter(type -> type.getId() != null && type.getId().intValue() == id)
          .findFirst();
    }
    String name =
        field.metadata().contains(PHYSICAL_NAME)
            ? field.metadata().getString(PHYSICAL_NAME)
            : field.name();
    return parent.containsField(name)
        ? Optional.of(parent.getType(name))
        : parent.getFields().stream()
            .filter(type -> type.getName().equalsIgnoreCase(name))
            .findFirst();
  }

  private ParquetValue value(Type type, DataType wanted) throws NotComparableException {
    if (wanted instanceof StructType struct) {
      return struct(group(type, wanted), struct);
    } else if (wanted instanceof ArrayType list) {
      return list(group(type, wanted), list.elementType());
    } else if (wanted instanceof MapType map) {
      return map(group(type, wanted), map);
    } else if (type.isPrimitive()) {
      widened |= PrimitiveValues.isWidened(type.asPrimitiveType(), wanted);
      return PrimitiveValues.of(type.asPrimitiveType(), wanted, calendar);
    }
    throw PrimitiveValues.otherType(type, wanted);
  }

  private static GroupType group(Type type, DataType wanted) throws NotComparableException {
    if (type.isPrimitive()) {
      throw PrimitiveValues.otherType(type, wanted);
    }
    return type.asGroupType();
  }

  private ParquetValue struct(GroupType type, StructType struct) throws NotComparableException {
    List<ParquetField> fields = new ArrayList<>();
    for (StructField field : struct.fields()) {
      fields.add(field(type, field));
    }
    emptyStruct |= fields.stream().allMatch(field -> field.place() < 0);
    return (record, place, index) -> {
      Group group = record.getGroup(place, index);
      return new GenericInternalRow(fields.stream().map(field -> field.of(group)).toArray());
    };
  }

  private ParquetValue list(GroupType type, DataType element) throws NotComparableException {
    Type repeated = onlyField(type);
    if (isElement(repeated, type.getName())) {
      ParquetValue value = value(repeated, element);
      return (record, place, index) -> ParquetField.values(record.getGroup(place, index), 0, value);
    }
    Type inner = repeated.asGroupType().getType(0);
    ParquetField value = new ParquetField(0, false, value(inner, element));
    return (record, place, index) ->
        ParquetField.values(
            record.getGroup(place, index),
            0,
            (list, field, i) -> value.of(list.getGroup(field, i)));
  }

  /** Whether a list's repeated field is its element (LogicalTypes.md, "Backward-compatibility"). */
  private static boolean isElement(Type repeated, String list) {
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() > 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(list + "_tuple")
        || repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
        || repeated.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation;
  }

  private ParquetValue map(GroupType type, MapType map) throws NotComparableException {
    Type repeated = onlyField(type);
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 2) {
      throw new NotComparableException("it has no keys and values in the file");
    }
    GroupType entry = repeated.asGroupType();
    ParquetField key = new ParquetField(0, false, value(entry.getType(0), map.keyType()));
    ParquetField value = new ParquetField(1, false, value(entry.getType(1), map.valueType()));
    return (record, place, index) -> {
      Group entries = record.getGroup(place, index);
      return new ArrayBasedMapData(
          ParquetField.values(entries, 0, (all, field, i) -> key.of(all.getGroup(field, i))),
          ParquetField.values(entries, 0, (all, field, i) -> value.of(all.getGroup(field, i))));
    };
  }

  private static Type onlyField(GroupType type) throws NotComparableException {
    if (type.getFieldCount() != 1 || !type.getType(0).isRepetition(Type.Repetition.REPEATED)) {
      throw new NotComparableException("it has no repeated field in the file");
    }
    return type.getType(0);
  }
}
