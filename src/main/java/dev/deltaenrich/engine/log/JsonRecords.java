package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Parquet records as JSON objects: groups and maps of texts are objects, lists are arrays, and
 * fields that are null are absent (parquet-format, LogicalTypes.md, "Nested Types").
 */
final class JsonRecords extends RecordMaterializer<ObjectNode> {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Set<String> undecoded;
  private final Container<ObjectNode> root;

  /**
   * For records of these columns.
   *
   * @param undecoded names of fields whose texts are left as {@link Binary}, since most of them are
   *     not looked at
   */
  JsonRecords(MessageType columns, Set<String> undecoded) {
    this.undecoded = undecoded;
    this.root = object(columns, record -> {});
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
      return new JsonValues(type.asPrimitiveType(), undecoded.contains(type.getName()), parent);
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation kind = group.getLogicalTypeAnnotation();
    if (kind instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
        || kind instanceof LogicalTypeAnnotation.MapKeyValueTypeAnnotation) {
      return map(group, parent);
    }
    return kind instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
        ? list(group, parent)
        : object(group, parent);
  }

  private Container<ObjectNode> object(GroupType type, Consumer<JsonNode> parent) {
    Container<ObjectNode> object = new Container<>(NODES::objectNode, parent);
    for (Type field : type.getFields()) {
      String name = field.getName();
      object.fields.add(converter(field, value -> object.node.set(name, value)));
    }
    return object;
  }

  /** A map's entries are a repeated group, of any name, with a key and a value. */
  private Converter map(GroupType type, Consumer<JsonNode> parent) {
    Container<ObjectNode> map = new Container<>(NODES::objectNode, parent);
    GroupType columns = type.getType(0).asGroupType();
    Entry entry = new Entry(map);
    entry.fields.add(converter(columns.getType(0), key -> entry.key = key.asText()));
    entry.fields.add(converter(columns.getType(1), value -> entry.value = value));
    map.fields.add(entry);
    return map;
  }

  private Converter list(GroupType type, Consumer<JsonNode> parent) {
    Container<ArrayNode> list = new Container<>(NODES::arrayNode, parent);
    Consumer<JsonNode> adding = value -> list.node.add(value);
    Type repeated = type.getType(0);
    if (repeated.isPrimitive()) {
      list.fields.add(converter(repeated, adding));
    } else {
      Group element = new Group();
      element.fields.add(converter(repeated.asGroupType().getType(0), adding));
      list.fields.add(element);
    }
    return list;
  }

  private static class Group extends GroupConverter {
    final List<Converter> fields = new ArrayList<>();

    @Override
    public final Converter getConverter(int field) {
      return fields.get(field);
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  /** An object or array, which its parent gets when it is whole. */
  private static final class Container<N extends JsonNode> extends Group {
    private final Supplier<N> empty;
    private final Consumer<JsonNode> parent;
    private N node;

    Container(Supplier<N> empty, Consumer<JsonNode> parent) {
      this.empty = empty;
      this.parent = parent;
    }

    @Override
    public void start() {
      node = empty.get();
    }

    @Override
    public void end() {
      parent.accept(node);
    }
  }

  private static final class Entry extends Group {
    private final Container<ObjectNode> map;
    private String key;
    private JsonNode value;

    Entry(Container<ObjectNode> map) {
      this.map = map;
    }

    @Override
    public void start() {
      value = NODES.nullNode();
    }

    @Override
    public void end() {
      map.node.set(key, value);
    }
  }
}
