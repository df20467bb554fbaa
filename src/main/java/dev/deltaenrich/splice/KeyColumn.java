package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Type;

/**
 * The key's place in a file.
 *
 * @param element its {@code SchemaElement}
 * @param leaf the position of its chunk in each row group
 */
record KeyColumn(ThriftStruct element, int leaf) {
  /**
   * Finds the key.
   *
   * @throws NotSpliceableException when it is not there, or is no column of plain text
   */
  static KeyColumn find(FileSchema schema, String key) throws NotSpliceableException {
    FileSchema.Column column = schema.column(key);
    String name = column.name();
    if (column.nested()) {
      throw new NotSpliceableException(
          Fallback.KEY_NOT_TEXT, "its key '%s' is nested".formatted(name));
    }
    if (column.repeated()) {
      throw new NotSpliceableException(
          Fallback.KEY_NOT_TEXT, "its key '%s' is repeated".formatted(name));
    }
    if (!isText(column.element())) {
      Type type = Type.findByValue((int) column.element().number(Fields.Element.TYPE));
      throw new NotSpliceableException(
          Fallback.KEY_NOT_TEXT,
          "its key '%s' is no text, but %s".formatted(name, type == null ? "unknown" : type));
    }
    return new KeyColumn(column.element(), column.firstLeaf());
  }

  private static boolean isText(ThriftStruct element) {
    boolean utf8 =
        element.has(Fields.Element.LOGICAL_TYPE)
            ? element.struct(Fields.Element.LOGICAL_TYPE).has(Fields.Logical.STRING)
            : element.has(Fields.Element.CONVERTED_TYPE)
                && element.number(Fields.Element.CONVERTED_TYPE) == ConvertedType.UTF8.getValue();
    return utf8 && element.number(Fields.Element.TYPE) == Type.BYTE_ARRAY.getValue();
  }

  ThriftStruct chunkOf(ThriftStruct group) {
    return group.list(Fields.Group.CHUNKS, ThriftStruct.class).get(leaf);
  }

  /** The file as if it had no other column, for a reader that shall see none. */
  ThriftStruct alone(ThriftStruct file) {
    List<ThriftStruct> elements = file.list(Fields.File.SCHEMA, ThriftStruct.class);
    List<ThriftStruct> groups = file.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
    return file.withStructs(
            Fields.File.SCHEMA,
            List.of(elements.get(0).withNumber(Fields.Element.CHILDREN, 1), element))
        .withStructs(
            Fields.File.ROW_GROUPS,
            IntStream.range(0, groups.size()).mapToObj(i -> alone(groups, i)).toList())
        .without(Fields.File.KEY_VALUES, Fields.File.COLUMN_ORDERS);
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
