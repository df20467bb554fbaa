package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Parquet records as JSON objects: groups and maps of texts are objects, lists are arrays, and
 * fields that are null are absent (parquet-format, LogicalTypes.md, "Nested Types"). Text, numbers
 * and booleans are all that a checkpoint's actions are made of. What a dictionary has is decoded
 * once.
 */
final class JsonRecords extends RecordMaterializer<ObjectNode> {
  private final Set<String> encoded;
  private final ObjectConverter root;

  /**
   * For records of these columns.
   *
   * @param encoded names of fields whose texts are left as bytes of UTF-8, since most of them are
   *     not looked at
   */
  JsonRecords(MessageType columns, Set<String> encoded) {
    this.encoded = encoded;
    this.root = new ObjectConverter(columns, record -> {});
  }

  @Override
  public ObjectNode getCurrentRecord() {
    return root.node;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private Converter converter(Type type, Consumer<JsonNode> parent) {
    if (type.isPrimitive()) {
      return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
          ? textConverter(type, parent)
          : new ValueConverter(parent);
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation kind = group.getLogicalTypeAnnotation();
    if (kind instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
        || kind instanceof LogicalTypeAnnotation.MapKeyValueTypeAnnotation) {
      return new MapConverter(group, parent);
    }
    if (kind instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      return new ListConverter(group, parent);
    }
    return new ObjectConverter(group, parent);
  }

  private Converter textConverter(Type type, Consumer<JsonNode> parent) {
    return encoded.contains(type.getName())
        ? TextConverter.leaving(parent)
        : TextConverter.decoding(parent);
  }

  private final class ObjectConverter extends GroupConverter {
    private final Converter[] fields;
    private final Consumer<JsonNode> parent;
    private ObjectNode node;

    ObjectConverter(GroupType type, Consumer<JsonNode> parent) {
      this.parent = parent;
      fields = new Converter[type.getFieldCount()];
      for (int i = 0; i < fields.length; i++) {
        String name = type.getFieldName(i);
        fields[i] = converter(type.getType(i), value -> node.set(name, value));
      }
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      node = JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void end() {
      parent.accept(node);
    }
  }

  /** A map's entries are a repeated group of a key and a value, whatever it is called. */
  private final class MapConverter extends GroupConverter {
    private final Consumer<JsonNode> parent;
    private final GroupConverter entries;
    private ObjectNode node;
    private String key;
    private JsonNode value;

    MapConverter(GroupType type, Consumer<JsonNode> parent) {
      this.parent = parent;
      GroupType entry = type.getType(0).asGroupType();
      Converter keys = TextConverter.decoding(text -> key = text.textValue());
      Converter values = converter(entry.getType(1), found -> value = found);
      entries =
          new Repeated(
              field -> field == 0 ? keys : values,
              () -> value = JsonNodeFactory.instance.nullNode(),
              () -> node.set(key, value));
    }

    @Override
    public Converter getConverter(int field) {
      return entries;
    }

    @Override
    public void start() {
      node = JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void end() {
      parent.accept(node);
    }
  }

  private final class ListConverter extends GroupConverter {
    private final Consumer<JsonNode> parent;
    private final Converter elements;
    private ArrayNode node;

    ListConverter(GroupType type, Consumer<JsonNode> parent) {
      this.parent = parent;
      Type repeated = type.getType(0);
      if (repeated.isPrimitive()) {
        elements = converter(repeated, value -> node.add(value));
      } else {
        Converter element = converter(repeated.asGroupType().getType(0), value -> node.add(value));
        elements = new Repeated(field -> element, () -> {}, () -> {});
      }
    }

    @Override
    public Converter getConverter(int field) {
      return elements;
    }

    @Override
    public void start() {
      node = JsonNodeFactory.instance.arrayNode();
    }

    @Override
    public void end() {
      parent.accept(node);
    }
  }

  private static final class Repeated extends GroupConverter {
    private final IntFunction<Converter> fields;
    private final Runnable start;
    private final Runnable end;

    Repeated(IntFunction<Converter> fields, Runnable start, Runnable end) {
      this.fields = fields;
      this.start = start;
      this.end = end;
    }

    @Override
    public Converter getConverter(int field) {
      return fields.apply(field);
    }

    @Override
    public void start() {
      start.run();
    }

    @Override
    public void end() {
      end.run();
    }
  }

  private static final class ValueConverter extends PrimitiveConverter {
    private final Consumer<JsonNode> parent;

    ValueConverter(Consumer<JsonNode> parent) {
      this.parent = parent;
    }

    @Override
    public void addLong(long value) {
      parent.accept(LongNode.valueOf(value));
    }

    @Override
    public void addInt(int value) {
      parent.accept(IntNode.valueOf(value));
    }

    @Override
    public void addDouble(double value) {
      parent.accept(DoubleNode.valueOf(value));
    }

    @Override
    public void addBoolean(boolean value) {
      parent.accept(BooleanNode.valueOf(value));
    }
  }
}
