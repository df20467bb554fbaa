package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * JSON objects as Parquet records: the inverse of {@link JsonRecords}. Columns decide what is
 * taken; what they do not name is left out.
 */
final class JsonGroups {
  private JsonGroups() {}

  static Group of(MessageType columns, JsonNode record) {
    Group group = new SimpleGroup(columns);
    fill(group, record);
    return group;
  }

  private static void fill(Group group, JsonNode value) {
    GroupType type = group.getType();
    LogicalTypeAnnotation kind = type.getLogicalTypeAnnotation();
    if (kind instanceof MapLogicalTypeAnnotation) {
      value.fields().forEachRemaining(entry -> addEntry(group, entry.getKey(), entry.getValue()));
    } else if (kind instanceof ListLogicalTypeAnnotation) {
      value.forEach(element -> add(group.addGroup(0), 0, element));
    } else {
      for (int i = 0; i < type.getFieldCount(); i++) {
        add(group, i, value.path(type.getFieldName(i)));
      }
    }
  }

  private static void addEntry(Group map, String key, JsonNode value) {
    Group entry = map.addGroup(0);
    entry.add(0, key);
    add(entry, 1, value);
  }

  private static void add(Group group, int field, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    Type type = group.getType().getType(field);
    if (!type.isPrimitive()) {
      fill(group.addGroup(field), value);
      return;
    }
    switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BINARY -> group.add(field, value.asText());
      case INT64 -> group.add(field, value.asLong());
      case INT32 -> group.add(field, value.asInt());
      case BOOLEAN -> group.add(field, value.asBoolean());
      default -> throw new IllegalArgumentException("no column of a log or lookup is " + type);
    }
  }
}
