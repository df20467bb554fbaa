package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes JSON objects as Parquet records: the inverse of {@link JsonRecords}. Columns decide what
 * is written; what they do not name is left out.
 */
final class JsonRecordSupport extends WriteSupport<ObjectNode> {
  private final MessageType columns;
  private RecordConsumer to;

  JsonRecordSupport(MessageType columns) {
    this.columns = columns;
  }

  @Override
  public WriteContext init(Configuration conf) {
    return new WriteContext(columns, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    to = consumer;
  }

  @Override
  public void write(ObjectNode row) {
    to.startMessage();
    fields(columns, row);
    to.endMessage();
  }

  private void fields(GroupType type, JsonNode object) {
    for (int i = 0; i < type.getFieldCount(); i++) {
      JsonNode value = object.path(type.getFieldName(i));
      if (!value.isMissingNode() && !value.isNull()) {
        field(type, i, value);
      }
    }
  }

  private void field(GroupType type, int index, JsonNode value) {
    to.startField(type.getFieldName(index), index);
    value(type.getType(index), value);
    to.endField(type.getFieldName(index), index);
  }

  private void value(Type type, JsonNode value) {
    if (type.isPrimitive()) {
      primitive(type, value);
      return;
    }
    GroupType group = type.asGroupType();
    to.startGroup();
    if (group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
      entries(group, value);
    } else if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      elements(group, value);
    } else {
      fields(group, value);
    }
    to.endGroup();
  }

  /** An empty map or list is a group without its repeated field; a null one has no group. */
  private void entries(GroupType map, JsonNode value) {
    if (value.isEmpty()) {
      return;
    }
    GroupType entry = map.getType(0).asGroupType();
    to.startField(entry.getName(), 0);
    value
        .fields()
        .forEachRemaining(
            found -> {
              to.startGroup();
              to.startField(entry.getFieldName(0), 0);
              to.addBinary(Binary.fromString(found.getKey()));
              to.endField(entry.getFieldName(0), 0);
              if (!found.getValue().isNull()) {
                field(entry, 1, found.getValue());
              }
              to.endGroup();
            });
    to.endField(entry.getName(), 0);
  }

  private void elements(GroupType list, JsonNode value) {
    if (value.isEmpty()) {
      return;
    }
    GroupType element = list.getType(0).asGroupType();
    to.startField(element.getName(), 0);
    for (JsonNode found : value) {
      to.startGroup();
      field(element, 0, found);
      to.endGroup();
    }
    to.endField(element.getName(), 0);
  }

  private void primitive(Type type, JsonNode value) {
    switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BINARY -> to.addBinary(Binary.fromString(value.asText()));
      case INT64 -> to.addLong(value.asLong());
      case INT32 -> to.addInteger(value.asInt());
      case BOOLEAN -> to.addBoolean(value.asBoolean());
      default -> throw new IllegalArgumentException("no column of a log or lookup is " + type);
    }
  }
}
