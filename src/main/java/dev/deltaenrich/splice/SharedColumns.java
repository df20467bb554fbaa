package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the sources of one file have to have in common, going by the first of them. A footer says
 * some things of a whole file: its columns, who wrote it (readers work around old writers' faults),
 * and the calendar of its dates. Immutable.
 */
final class SharedColumns {
  private static final int NOWHERE = -1;

  private final OpenSource first;
  private final Map<String, SchemaNode> columns = new HashMap<>();

  private SharedColumns(OpenSource first) {
    this.first = first;
    first.schema().children().forEach(column -> columns.put(column.name(), column));
  }

  static SharedColumns of(OpenSource first) {
    return new SharedColumns(first);
  }

  /** The first source's {@code FileMetaData}, without what came after this program. */
  ThriftStruct file() {
    return first.footer().file().only(Fields.File.KNOWN);
  }

  /** Where the first source's keys are; all sources of a file have theirs there. */
  List<SourceKey> keys() {
    return first.keys().stream().map(LocatedKey::where).toList();
  }

  SchemaNode schema() {
    return first.schema();
  }

  /** Whether a source's dates and times, read by the first one's footer, are what they were. */
  boolean sharesCalendar(OpenSource other) {
    return FileCalendar.of(file()).equals(FileCalendar.of(other.footer().file()));
  }

  /**
   * Where a source has the first one's columns.
   *
   * @return for each leaf of the first source the position of the same leaf; empty where the bytes
   *     of one would not be understood by what the footer of the first says
   */
  Optional<int[]> leavesOf(OpenSource other) {
    boolean sameWriter =
        file()
            .text(Fields.File.CREATED_BY)
            .equals(other.footer().file().text(Fields.File.CREATED_BY));
    if (!sameWriter || other.schema().leaves() != schema().leaves()) {
      return Optional.empty();
    }
    int[] leaves = new int[schema().leaves()];
    Arrays.fill(leaves, NOWHERE);
    for (SchemaNode column : other.schema().children()) {
      SchemaNode mine = columns.get(column.name());
      if (mine == null || !same(mine.elements(), column.elements())) {
        return Optional.empty();
      }
      for (int i = 0; i < column.leaves(); i++) {
        leaves[mine.firstLeaf() + i] = column.firstLeaf() + i;
      }
    }
    if (IntStream.of(leaves).anyMatch(leaf -> leaf == NOWHERE)) {
      // A name that comes twice in one of the two hides another column.
      return Optional.empty();
    }
    return orders(first, IntStream.range(0, leaves.length).toArray()).equals(orders(other, leaves))
        ? Optional.of(leaves)
        : Optional.empty();
  }

  private static boolean same(List<ThriftStruct> some, List<ThriftStruct> others) {
    return some.size() == others.size()
        && IntStream.range(0, some.size())
            .allMatch(i -> Arrays.equals(some.get(i).toBytes(), others.get(i).toBytes()));
  }

  /** The order of each leaf's values; none where the footer does not have one for each. */
  private static List<String> orders(OpenSource source, int[] leaves) {
    List<ThriftStruct> orders =
        source.footer().file().list(Fields.File.COLUMN_ORDERS, ThriftStruct.class);
    return orders.size() != leaves.length
        ? List.of()
        : Arrays.stream(leaves)
            .mapToObj(leaf -> Arrays.toString(orders.get(leaf).toBytes()))
            .toList();
  }

  /** The first source's key-values that hold for another one as well. */
  static List<ThriftStruct> common(List<ThriftStruct> entries, OpenSource other) {
    Map<String, String> others =
        other.footer().file().list(Fields.File.KEY_VALUES, ThriftStruct.class).stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.text(Fields.KeyValue.KEY),
                    entry -> entry.text(Fields.KeyValue.VALUE),
                    (one, two) -> two));
    return entries.stream()
        .filter(
            entry -> {
              String key = entry.text(Fields.KeyValue.KEY);
              return key.equals(FileCalendar.VERSION)
                  || Objects.equals(others.get(key), entry.text(Fields.KeyValue.VALUE));
            })
        .toList();
  }
}
