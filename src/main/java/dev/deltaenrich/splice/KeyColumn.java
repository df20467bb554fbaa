package dev.deltaenrich.splice;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final Set<Short> LOGICAL_TEXTS =
      Set.of(
          (short) Fields.Logical.STRING, (short) Fields.Logical.ENUM, (short) Fields.Logical.JSON);

  private static final Set<ConvertedType> CONVERTED_TEXTS =
      EnumSet.of(ConvertedType.UTF8, ConvertedType.ENUM, ConvertedType.JSON);

  /**
   * Finds the key.
   *
   * @return empty when the file lacks the column
   * @throws NotSpliceableException when several columns may be meant, or it is no column of text
   */
  static Optional<KeyColumn> find(FileSchema schema, String key) throws NotSpliceableException {
    Optional<FileSchema.Column> column = schema.column(key);
    return column.isPresent() ? Optional.of(of(column.get())) : Optional.empty();
  }

  private static KeyColumn of(FileSchema.Column column) throws NotSpliceableException {
    String name = column.name();
    if (column.nested()) {
      throw new NotSpliceableException(
          Refusal.KEY_NOT_TEXT, "its key '%s' is nested".formatted(name));
    }
    if (column.repeated()) {
      throw new NotSpliceableException(
          Refusal.KEY_NOT_TEXT, "its key '%s' is repeated".formatted(name));
    }
    if (!isText(column.element())) {
      Type type = Type.findByValue((int) column.element().number(Fields.Element.TYPE));
      throw new NotSpliceableException(
          Refusal.KEY_NOT_TEXT,
          "its key '%s' is no text, but %s".formatted(name, type == null ? "unknown" : type));
    }
    return new KeyColumn(column.element(), column.firstLeaf());
  }

  /** Spark takes bytes without an annotation for text where the table has text. */
  private static boolean isText(ThriftStruct element) {
    boolean text =
        element.has(Fields.Element.LOGICAL_TYPE)
            ? LOGICAL_TEXTS.containsAll(element.struct(Fields.Element.LOGICAL_TYPE).fieldNumbers())
            : !element.has(Fields.Element.CONVERTED_TYPE)
                || CONVERTED_TEXTS.contains(
                    ConvertedType.findByValue((int) element.number(Fields.Element.CONVERTED_TYPE)));
    return text && element.number(Fields.Element.TYPE) == Type.BYTE_ARRAY.getValue();
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
