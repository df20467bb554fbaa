package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A footer's schema, which lists a tree depth first.
 *
 * @param elements its {@code SchemaElement}s
 * @param columns the columns right below the root
 * @param leaves columns with values of their own, at any depth; one chunk a row group each
 */
record FileSchema(List<ThriftStruct> elements, List<Column> columns, int leaves) {
  private static final int REPEATED = 2;

  /**
   * A column right below the root.
   *
   * @param elements its element, and those of all that is inside it
   * @param firstLeaf the position of its first leaf among all leaves
   */
  record Column(List<ThriftStruct> elements, int firstLeaf) {
    ThriftStruct element() {
      return elements.get(0);
    }

    String name() {
      return element().text(Fields.Element.NAME);
    }

    /** How many columns with values of their own are in it, itself among them. */
    int leaves() {
      return (int) elements.stream().filter(element -> element.has(Fields.Element.TYPE)).count();
    }

    /** Whether it has values of its own, and each row one of them or none. */
    boolean flat() {
      return element().has(Fields.Element.TYPE) && !repeated();
    }

    boolean nested() {
      return !element().has(Fields.Element.TYPE);
    }

    boolean repeated() {
      return isRepeated(element());
    }

    /** A field of a struct; found as {@link FileSchema#column} finds a column. */
    Optional<Column> field(String name) throws NotSpliceableException {
      return named(name, fields());
    }

    private List<Column> fields() {
      List<Column> fields = new ArrayList<>();
      int leaf = firstLeaf;
      for (int first = 1; first < elements.size(); ) {
        // The column is whole, and so is each field.
        int end = end(elements, first);
        Column field = new Column(elements.subList(first, end), leaf);
        fields.add(field);
        leaf += field.leaves();
        first = end;
      }
      return fields;
    }
  }

  /** Whether a record may have several of an element's values. */
  static boolean isRepeated(ThriftStruct element) {
    return element.number(Fields.Element.REPETITION) == REPEATED;
  }

  /** The position behind an element and all that is inside of it; -1 where the list ends before. */
  private static int end(List<ThriftStruct> elements, int first) {
    long open = 1;
    int position = first;
    while (open > 0) {
      if (position == elements.size()) {
        return -1;
      }
      open += elements.get(position).number(Fields.Element.CHILDREN) - 1;
      position++;
    }
    return position;
  }

  /**
   * Understands the schema of a footer.
   *
   * @throws NotSpliceableException when the list is no tree
   */
  static FileSchema of(ThriftStruct file) throws NotSpliceableException {
    List<ThriftStruct> elements = file.list(Fields.File.SCHEMA, ThriftStruct.class);
    List<Column> columns = new ArrayList<>();
    int leaves = 0;
    for (int first = 1; first < elements.size(); ) {
      int end = end(elements, first);
      if (end < 0) {
        throw new NotSpliceableException(Refusal.CONTRADICTORY_FOOTER, "its schema is not whole");
      }
      Column column = new Column(elements.subList(first, end), leaves);
      columns.add(column);
      leaves += column.leaves();
      first = end;
    }
    if (elements.isEmpty() || elements.get(0).number(Fields.Element.CHILDREN) != columns.size()) {
      throw new NotSpliceableException(Refusal.CONTRADICTORY_FOOTER, "its schema is not whole");
    }
    return new FileSchema(elements, List.copyOf(columns), leaves);
  }

  /**
   * The column of a name: the one spelled exactly so, else the only one that differs in upper and
   * lower case alone.
   *
   * @return empty when there is none
   * @throws NotSpliceableException when several differ in case alone
   */
  Optional<Column> column(String name) throws NotSpliceableException {
    return named(name, columns);
  }

  private static Optional<Column> named(String name, List<Column> columns)
      throws NotSpliceableException {
    List<Column> alike =
        columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).toList();
    List<Column> exact = alike.stream().filter(column -> column.name().equals(name)).toList();
    List<Column> found = exact.isEmpty() ? alike : exact;
    if (found.size() > 1) {
      throw new NotSpliceableException(
          Refusal.NO_KEY,
          "it has several columns '%s': %s"
              .formatted(name, String.join(", ", found.stream().map(Column::name).toList())));
    }
    return found.stream().findFirst();
  }
}
