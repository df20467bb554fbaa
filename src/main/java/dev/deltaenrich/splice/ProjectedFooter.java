package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A footer that tells of a part of its file, under names of the reader's choice: what is left out
 * has no schema element and no chunk, and its bytes stay where they are without anyone to name
 * them. Positions do not change.
 */
final class ProjectedFooter {
  private final List<Integer> kept = new ArrayList<>();
  private final List<List<String>> pathsBefore = new ArrayList<>();
  private final List<List<String>> paths = new ArrayList<>();

  private ProjectedFooter(SchemaNode before, SchemaNode after) {
    before.forEachLeaf((leaf, path) -> pathsBefore.add(path));
    after.forEachLeaf(
        (leaf, path) -> {
          kept.add(leaf.leaf());
          paths.add(path);
        });
  }

  /**
   * The footer with the columns of a table and no other, named as the table names them. Columns
   * that the file lacks are missing here, too.
   *
   * @param file a {@code FileMetaData}
   * @throws NotSpliceableException when the file's columns are not found, see {@link MappedSchema};
   *     or when the footer contradicts itself
   */
  static ThriftStruct mapped(ThriftStruct file, List<MappedColumn> columns)
      throws NotSpliceableException {
    SchemaNode schema = SchemaNode.of(file);
    return of(file, schema, MappedSchema.of(schema, columns));
  }

  /**
   * The footer without some columns; the file's own where there are none to leave out.
   *
   * @param file a {@code FileMetaData}
   * @param leftOut of columns right below the root, by name
   * @throws NotSpliceableException when the footer contradicts itself
   */
  static ThriftStruct without(ThriftStruct file, Predicate<String> leftOut)
      throws NotSpliceableException {
    SchemaNode schema = SchemaNode.of(file);
    List<SchemaNode> left =
        schema.children().stream().filter(column -> !leftOut.test(column.name())).toList();
    return left.size() == schema.children().size()
        ? file
        : of(file, schema, schema.withChildren(left));
  }

  private static ThriftStruct of(ThriftStruct file, SchemaNode before, SchemaNode after)
      throws NotSpliceableException {
    ProjectedFooter projection = new ProjectedFooter(before, after);
    ThriftStruct projected =
        file.withStructs(Fields.File.SCHEMA, after.elements())
            .withStructs(Fields.File.ROW_GROUPS, projection.groups(file));
    return withoutSparkSchema(projection.withOrders(projected));
  }

  private List<ThriftStruct> groups(ThriftStruct file) throws NotSpliceableException {
    List<ThriftStruct> groups = new ArrayList<>();
    for (ThriftStruct group : file.list(Fields.File.ROW_GROUPS, ThriftStruct.class)) {
      groups.add(group(groups.size(), group));
    }
    return groups;
  }

  private ThriftStruct group(int position, ThriftStruct group) throws NotSpliceableException {
    List<ThriftStruct> all = group.list(Fields.Group.CHUNKS, ThriftStruct.class);
    requireInOrder(position, all);
    List<ThriftStruct> chunks = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      ThriftStruct chunk = all.get(kept.get(i));
      ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
      chunks.add(
          chunk.withStruct(Fields.Chunk.META_DATA, data.withTexts(Fields.Data.PATH, paths.get(i))));
    }
    return withFigures(withSorting(group), all, chunks).withStructs(Fields.Group.CHUNKS, chunks);
  }

  /** A chunk is found by its place, and readers find it by its path: both have to agree. */
  private void requireInOrder(int position, List<ThriftStruct> chunks)
      throws NotSpliceableException {
    List<List<String>> found =
        chunks.stream()
            .map(chunk -> chunk.struct(Fields.Chunk.META_DATA))
            .map(data -> data.list(Fields.Data.PATH, String.class))
            .toList();
    if (!found.equals(pathsBefore)) {
      throw new NotSpliceableException(
          Refusal.CONTRADICTORY_FOOTER,
          "row group %d has other column chunks than the schema has columns".formatted(position));
    }
  }

  private static ThriftStruct withFigures(
      ThriftStruct group, List<ThriftStruct> before, List<ThriftStruct> after) {
    ThriftStruct changed =
        lessened(group, Fields.Group.TOTAL_BYTES, Fields.Data.UNCOMPRESSED_BYTES, before, after);
    changed =
        lessened(
            changed,
            Fields.Group.TOTAL_COMPRESSED_BYTES,
            Fields.Data.COMPRESSED_BYTES,
            before,
            after);
    return changed.has(Fields.Group.FILE_OFFSET) && !after.isEmpty()
        ? changed.withNumber(Fields.Group.FILE_OFFSET, ParquetChunk.of(after.get(0)).start())
        : changed;
  }

  private static ThriftStruct lessened(
      ThriftStruct group,
      int field,
      int bytes,
      List<ThriftStruct> before,
      List<ThriftStruct> after) {
    return group.has(field)
        ? group.withNumber(
            field,
            Math.max(
                0,
                group.number(field)
                    - ParquetChunk.sum(before, bytes)
                    + ParquetChunk.sum(after, bytes)))
        : group;
  }

  /**
   * Rows sorted by some columns are sorted by the first of them; by the last alone they are not.
   */
  private ThriftStruct withSorting(ThriftStruct group) {
    if (!group.has(Fields.Group.SORTING)) {
      return group;
    }
    List<ThriftStruct> sorting = new ArrayList<>();
    for (ThriftStruct column : group.list(Fields.Group.SORTING, ThriftStruct.class)) {
      int chunk = kept.indexOf((int) column.number(Fields.Sorting.CHUNK));
      if (chunk < 0) {
        break;
      }
      sorting.add(column.withNumber(Fields.Sorting.CHUNK, chunk));
    }
    return sorting.isEmpty()
        ? group.without(Fields.Group.SORTING)
        : group.withStructs(Fields.Group.SORTING, sorting);
  }

  private ThriftStruct withOrders(ThriftStruct file) {
    List<ThriftStruct> orders = file.list(Fields.File.COLUMN_ORDERS, ThriftStruct.class);
    return orders.size() == pathsBefore.size()
        ? file.withStructs(Fields.File.COLUMN_ORDERS, kept.stream().map(orders::get).toList())
        : file.without(Fields.File.COLUMN_ORDERS);
  }

  /** It has the old names, and Spark prefers it to Parquet's own schema. */
  private static ThriftStruct withoutSparkSchema(ThriftStruct file) {
    if (!file.has(Fields.File.KEY_VALUES)) {
      return file;
    }
    return file.withStructs(
        Fields.File.KEY_VALUES,
        file.list(Fields.File.KEY_VALUES, ThriftStruct.class).stream()
            .filter(entry -> !entry.text(Fields.KeyValue.KEY).equals(SparkSchema.KEY))
            .toList());
  }
}
