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
      return element().number(Fields.Element.REPETITION) == REPEATED;
    }
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
    int position = 1;
    while (position < elements.size()) {
      int first = position;
      int firstLeaf = leaves;
      long open = 1;
      while (open > 0) {
        if (position == elements.size()) {
          throw new NotSpliceableException(Refusal.CONTRADICTORY_FOOTER, "its schema is not whole");
        }
        ThriftStruct element = elements.get(position);
        open += element.number(Fields.Element.CHILDREN) - 1;
        leaves += element.has(Fields.Element.TYPE) ? 1 : 0;
        position++;
      }
      columns.add(new Column(elements.subList(first, position), firstLeaf));
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
