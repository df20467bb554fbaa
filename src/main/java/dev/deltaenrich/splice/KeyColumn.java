package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The key's place in a file.
 *
 * @param elements the {@code SchemaElement} of its column, then those of the fields on the way to
 *     the key itself
 * @param type what its values are
 * @param leaf the position of its chunk in each row group
 */
record KeyColumn(List<ThriftStruct> elements, KeyType type, int leaf) {
  /**
   * Finds the key.
   *
   * @param path the column's name, and those of the fields on the way to a key inside of it
   * @param type what the table's column or field is
   * @return empty when the file lacks it
   * @throws NotSpliceableException when several may be meant, or it is of another type
   */
  static Optional<KeyColumn> find(SchemaNode schema, List<String> path, KeyType type)
      throws NotSpliceableException {
    List<SchemaNode> nodes = new ArrayList<>();
    SchemaNode inside = schema;
    for (String name : path) {
      Optional<SchemaNode> found = inside.child(name);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      inside = found.get();
      nodes.add(inside);
    }
    return Optional.of(of(nodes, inside, type));
  }

  private static KeyColumn of(List<SchemaNode> nodes, SchemaNode column, KeyType type)
      throws NotSpliceableException {
    KeyColumn key =
        new KeyColumn(nodes.stream().map(SchemaNode::element).toList(), type, column.firstLeaf());
    if (column.isGroup()) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE, "its key '%s' is nested".formatted(key.name()));
    }
    if (nodes.stream().anyMatch(SchemaNode::repeated)) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE, "its key '%s' is repeated".formatted(key.name()));
    }
    if (!StoredType.of(column.element()).holds(type)) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE,
          "its key '%s' is not %s, but %s"
              .formatted(key.name(), type.word(), StoredType.of(column.element()).word()));
    }
    return key;
  }

  /** How its values are stored. */
  StoredType stored() {
    return StoredType.of(elements.get(elements.size() - 1));
  }

  /** The names on the way, as the file spells them. */
  List<String> path() {
    return elements.stream().map(element -> element.text(Fields.Element.NAME)).toList();
  }

  /** The same, with dots between them. */
  String name() {
    return String.join(".", path());
  }

  ThriftStruct chunkOf(ThriftStruct group) {
    return group.list(Fields.Group.CHUNKS, ThriftStruct.class).get(leaf);
  }

  /** The file as if it had no other column, for a reader that shall see none. */
  ThriftStruct alone(ThriftStruct file) {
    List<ThriftStruct> groups = file.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
    return file.withStructs(Fields.File.SCHEMA, schemaAlone(file))
        .withStructs(
            Fields.File.ROW_GROUPS,
            IntStream.range(0, groups.size()).mapToObj(i -> alone(groups, i)).toList())
        .without(Fields.File.KEY_VALUES, Fields.File.COLUMN_ORDERS);
  }

  private List<ThriftStruct> schemaAlone(ThriftStruct file) {
    List<ThriftStruct> schema = new ArrayList<>();
    schema.add(file.list(Fields.File.SCHEMA, ThriftStruct.class).get(0));
    schema.addAll(elements);
    int last = schema.size() - 1;
    for (int i = 0; i < last; i++) {
      schema.set(i, schema.get(i).withNumber(Fields.Element.CHILDREN, 1));
    }
    return schema;
  }

  private ThriftStruct alone(List<ThriftStruct> groups, int position) {
    ThriftStruct group = groups.get(position);
    ThriftStruct chunk = chunkOf(group);
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA).without(Fields.Data.STATISTICS);
    return group
        .withStructs(
            Fields.Group.CHUNKS,
            List.of(
                chunk
                    .withStruct(Fields.Chunk.META_DATA, data)
                    .without(
                        Fields.Chunk.OFFSET_INDEX,
                        Fields.Chunk.OFFSET_INDEX_LENGTH,
                        Fields.Chunk.COLUMN_INDEX,
                        Fields.Chunk.COLUMN_INDEX_LENGTH)))
        .without(Fields.Group.SORTING);
  }
}
