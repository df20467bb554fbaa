package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
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
 * @param type what its values are
 * @param leaf the position of its chunk in each row group
 */
record KeyColumn(ThriftStruct element, KeyType type, int leaf) {
  private static final Set<Short> LOGICAL_TEXTS =
      Set.of(
          (short) Fields.Logical.STRING, (short) Fields.Logical.ENUM, (short) Fields.Logical.JSON);

  private static final Set<ConvertedType> CONVERTED_TEXTS =
      EnumSet.of(ConvertedType.UTF8, ConvertedType.ENUM, ConvertedType.JSON);

  private static final Set<ConvertedType> CONVERTED_INTEGERS =
      EnumSet.of(
          ConvertedType.INT_8, ConvertedType.INT_16, ConvertedType.INT_32, ConvertedType.INT_64);

  /**
   * Finds the key.
   *
   * @param type what the table's column is
   * @return empty when the file lacks the column
   * @throws NotSpliceableException when several columns may be meant, or the column is of another
   *     type
   */
  static Optional<KeyColumn> find(FileSchema schema, String key, KeyType type)
      throws NotSpliceableException {
    Optional<FileSchema.Column> column = schema.column(key);
    return column.isPresent() ? Optional.of(of(column.get(), type)) : Optional.empty();
  }

  private static KeyColumn of(FileSchema.Column column, KeyType type)
      throws NotSpliceableException {
    String name = column.name();
    if (column.nested()) {
      throw new NotSpliceableException(Refusal.KEY_TYPE, "its key '%s' is nested".formatted(name));
    }
    if (column.repeated()) {
      throw new NotSpliceableException(
          Refusal.KEY_TYPE, "its key '%s' is repeated".formatted(name));
    }
    if (!is(type, column.element())) {
      Type stored = Type.findByValue((int) column.element().number(Fields.Element.TYPE));
      throw new NotSpliceableException(
          Refusal.KEY_TYPE,
          "its key '%s' is not %s, but %s"
              .formatted(name, type.word(), stored == null ? "unknown" : stored));
    }
    return new KeyColumn(column.element(), type, column.firstLeaf());
  }

  private static boolean is(KeyType type, ThriftStruct element) {
    Type stored = Type.findByValue((int) element.number(Fields.Element.TYPE));
    ConvertedType converted =
        element.has(Fields.Element.CONVERTED_TYPE)
            ? ConvertedType.findByValue((int) element.number(Fields.Element.CONVERTED_TYPE))
            : null;
    ThriftStruct logical =
        element.has(Fields.Element.LOGICAL_TYPE)
            ? element.struct(Fields.Element.LOGICAL_TYPE)
            : null;
    return switch (type) {
      case TEXT -> stored == Type.BYTE_ARRAY && isText(logical, converted, element);
      case INTEGER ->
          (stored == Type.INT32 || stored == Type.INT64) && isInteger(logical, converted, element);
      case DATE -> stored == Type.INT32 && isDate(logical, converted);
    };
  }

  /** Spark takes bytes without an annotation for text where the table has text. */
  private static boolean isText(
      ThriftStruct logical, ConvertedType converted, ThriftStruct element) {
    return logical != null
        ? LOGICAL_TEXTS.containsAll(logical.fieldNumbers())
        : !element.has(Fields.Element.CONVERTED_TYPE) || CONVERTED_TEXTS.contains(converted);
  }

  /** Without an annotation a number is signed; Spark shows an unsigned one as another type. */
  private static boolean isInteger(
      ThriftStruct logical, ConvertedType converted, ThriftStruct element) {
    return logical != null
        ? logical.has(Fields.Logical.INTEGER)
            && !logical.struct(Fields.Logical.INTEGER).isFalse(Fields.IntegerType.SIGNED)
        : !element.has(Fields.Element.CONVERTED_TYPE) || CONVERTED_INTEGERS.contains(converted);
  }

  private static boolean isDate(ThriftStruct logical, ConvertedType converted) {
    return logical != null ? logical.has(Fields.Logical.DATE) : converted == ConvertedType.DATE;
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
