package dev.deltaenrich.splice;

import java.util.List;
import java.util.Optional;

/** Finds where a footer says two things of which only one can be true: its file is corrupt. */
final class Contradictions {
  private Contradictions() {}

  /**
   * The first contradiction in the number of rows, for people; empty when there is none.
   *
   * @param file a {@code FileMetaData}
   */
  static Optional<String> ofRows(ThriftStruct file) {
    List<ThriftStruct> groups = file.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
    long inGroups = groups.stream().mapToLong(group -> group.number(Fields.Group.ROWS)).sum();
    if (inGroups != file.number(Fields.File.ROWS)) {
      return Optional.of(
          "its row groups have %d rows, its footer %d"
              .formatted(inGroups, file.number(Fields.File.ROWS)));
    }
    List<SchemaNode> flat = flatColumns(file);
    for (int i = 0; i < groups.size(); i++) {
      Optional<String> found = ofValues(i, groups.get(i), flat);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A flat column has one value, or null, a row. */
  private static Optional<String> ofValues(
      int position, ThriftStruct group, List<SchemaNode> flat) {
    long rows = group.number(Fields.Group.ROWS);
    List<ThriftStruct> chunks = group.list(Fields.Group.CHUNKS, ThriftStruct.class);
    if (rows < 0) {
      return Optional.of("row group %d has %d rows".formatted(position, rows));
    }
    if (rows == 0) {
      return ofNoRows(position, chunks);
    }
    for (SchemaNode column : flat) {
      if (column.firstLeaf() >= chunks.size()) {
        return Optional.of("row group %d has no column '%s'".formatted(position, column.name()));
      }
      ParquetChunk chunk = ParquetChunk.of(chunks.get(column.firstLeaf()));
      if (!chunk.column().isEmpty() && chunk.values() != rows) {
        return Optional.of(
            "row group %d has %d rows, but %d values of column '%s'"
                .formatted(position, rows, chunk.values(), chunk.column()));
      }
    }
    return Optional.empty();
  }

  /** A row group without rows is left out, so nothing may be in it. */
  private static Optional<String> ofNoRows(int position, List<ThriftStruct> chunks) {
    return chunks.stream()
        .map(ParquetChunk::of)
        .filter(chunk -> !chunk.column().isEmpty() && chunk.values() != 0)
        .findFirst()
        .map(
            chunk ->
                "row group %d has no rows, but %d values of column '%s'"
                    .formatted(position, chunk.values(), chunk.column()));
  }

  private static List<SchemaNode> flatColumns(ThriftStruct file) {
    try {
      return SchemaNode.of(file).children().stream().filter(SchemaNode::flat).toList();
    } catch (NotSpliceableException e) {
      // What is no schema cannot contradict; whoever needs one will say so.
      return List.of();
    }
  }
}
