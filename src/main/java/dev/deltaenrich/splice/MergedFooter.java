package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The source's footer with the new columns: a schema element and, in each row group, a chunk for
 * each, at the end of their lists. All else stays as it is.
 *
 * @param source the source's {@code FileMetaData}; has no row groups without rows
 * @param added the {@code FileMetaData} of the new columns; has as many row groups
 * @param schema the source's schema
 */
record MergedFooter(ThriftStruct source, ThriftStruct added, SchemaNode schema) {
  /**
   * Merges two footers.
   *
   * @param source the source's {@code FileMetaData}; has no row groups without rows
   * @param schema the source's schema
   * @param added the {@code FileMetaData} of the new columns; has as many row groups
   * @param columns the new columns
   */
  static ThriftStruct of(
      ThriftStruct source, SchemaNode schema, ThriftStruct added, List<AddedColumn> columns) {
    MergedFooter merged = new MergedFooter(source, added, schema);
    return merged
        .withOrders(
            source
                .withStructs(Fields.File.SCHEMA, merged.elements())
                .withStructs(Fields.File.ROW_GROUPS, merged.groups()))
        .withStructs(
            Fields.File.KEY_VALUES,
            FooterNotes.with(source.list(Fields.File.KEY_VALUES, ThriftStruct.class), columns));
  }

  private List<ThriftStruct> elements() {
    List<ThriftStruct> elements = new ArrayList<>(schema.elements());
    ThriftStruct root = elements.get(0);
    List<ThriftStruct> all = added.list(Fields.File.SCHEMA, ThriftStruct.class);
    List<ThriftStruct> more = all.subList(1, all.size());
    elements.set(
        0,
        root.withNumber(
            Fields.Element.CHILDREN, root.number(Fields.Element.CHILDREN) + more.size()));
    elements.addAll(more);
    return elements;
  }

  private List<ThriftStruct> groups() {
    Iterator<ThriftStruct> more = added.list(Fields.File.ROW_GROUPS, ThriftStruct.class).iterator();
    List<ThriftStruct> groups = new ArrayList<>();
    for (ThriftStruct group : source.list(Fields.File.ROW_GROUPS, ThriftStruct.class)) {
      groups.add(withChunks(group, more.next().list(Fields.Group.CHUNKS, ThriftStruct.class)));
    }
    return groups;
  }

  private static ThriftStruct withChunks(ThriftStruct group, List<ThriftStruct> more) {
    List<ThriftStruct> chunks =
        new ArrayList<>(group.list(Fields.Group.CHUNKS, ThriftStruct.class));
    chunks.addAll(more);
    ThriftStruct longer =
        group
            .withStructs(Fields.Group.CHUNKS, chunks)
            .withNumber(
                Fields.Group.TOTAL_BYTES,
                group.number(Fields.Group.TOTAL_BYTES)
                    + ParquetChunk.sum(more, Fields.Data.UNCOMPRESSED_BYTES));
    return group.has(Fields.Group.TOTAL_COMPRESSED_BYTES)
        ? longer.withNumber(
            Fields.Group.TOTAL_COMPRESSED_BYTES,
            group.number(Fields.Group.TOTAL_COMPRESSED_BYTES)
                + ParquetChunk.sum(more, Fields.Data.COMPRESSED_BYTES))
        : longer;
  }

  /**
   * Orders of columns stand for all columns or for none. Where there are none, what they would say
   * of the old columns is unknown, so the new ones go without, too. Where there are more or fewer
   * than columns, no reader takes the file, so the new file has none.
   */
  private ThriftStruct withOrders(ThriftStruct file) {
    List<ThriftStruct> orders =
        new ArrayList<>(source.list(Fields.File.COLUMN_ORDERS, ThriftStruct.class));
    if (orders.size() != schema.leaves()) {
      return file.without(Fields.File.COLUMN_ORDERS);
    }
    orders.addAll(added.list(Fields.File.COLUMN_ORDERS, ThriftStruct.class));
    return file.withStructs(Fields.File.COLUMN_ORDERS, orders);
  }
}
