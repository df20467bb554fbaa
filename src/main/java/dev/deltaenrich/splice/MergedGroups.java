package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The row groups of a file that is being put together. Not thread-safe. */
final class MergedGroups {
  private final List<ThriftStruct> groups = new ArrayList<>();
  private final List<List<CopiedChunk>> copied = new ArrayList<>();
  private List<List<ThriftStruct>> finished;
  private long rows;

  boolean isEmpty() {
    return groups.isEmpty();
  }

  long rows() {
    return rows;
  }

  /**
   * Adds a row group.
   *
   * @param group as its source's footer has it
   * @param chunks those of its chunks that are in the file, where they are
   */
  void add(ThriftStruct group, List<CopiedChunk> chunks) {
    // Ordinals count in one file; what rows are sorted by is told by the number of a column.
    ThriftStruct moved = group.without(Fields.Group.ORDINAL, Fields.Group.SORTING);
    if (moved.has(Fields.Group.FILE_OFFSET)) {
      long start = chunks.stream().mapToLong(CopiedChunk::start).min().orElseThrow();
      moved = moved.withNumber(Fields.Group.FILE_OFFSET, start);
    }
    groups.add(moved);
    copied.add(new ArrayList<>(chunks));
    rows += group.number(Fields.Group.ROWS);
  }

  /** Adds chunks to a row group, after those it has. */
  void extend(int group, List<CopiedChunk> chunks) {
    copied.get(group).addAll(chunks);
  }

  /** Writes what follows all pages. */
  void follow(ChunkCopier copier) throws IOException {
    finished = copier.finish(copied);
  }

  /** The row groups with so many chunks from the first on. */
  List<ThriftStruct> first(int leaves) {
    return with(leaves, false);
  }

  /** The row groups with all chunks but so many. */
  List<ThriftStruct> rest(int leaves) {
    return with(leaves, true);
  }

  private List<ThriftStruct> with(int leaves, boolean rest) {
    List<ThriftStruct> result = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<ThriftStruct> all = finished.get(i);
      result.add(
          groups
              .get(i)
              .withStructs(
                  Fields.Group.CHUNKS,
                  rest ? all.subList(leaves, all.size()) : all.subList(0, leaves)));
    }
    return result;
  }
}
