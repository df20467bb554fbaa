package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;

/**
 * Finds mapped columns in a file's schema and names them as the table does. What the table does not
 * show is left out.
 */
final class MappedSchema {
  private static final String ELEMENT_ITSELF = "array";
  private static final String ELEMENT_INSIDE = "list";

  /** What a field is called that no table shows. */
  private static final String HIDDEN = "__delta_enrich_hidden";

  private MappedSchema() {}

  /**
   * The part of a file's schema that a table shows, in the file's order.
   *
   * @param root the file's schema
   * @throws NotSpliceableException when a column is of another kind than in the table, and when
   *     several columns of the file may be meant by one of the table's
   */
  static SchemaNode of(SchemaNode root, List<MappedColumn> columns) throws NotSpliceableException {
    boolean byId = columns.stream().anyMatch(column -> column.fieldId() != null);
    if (byId && !hasIds(root)) {
      throw new NotSpliceableException(
          Refusal.UNREADABLE_COLUMN, "its columns have no ids, by which the table finds them");
    }
    return root.withChildren(fields(root, columns));
  }

  private static boolean hasIds(SchemaNode node) {
    return node.element().has(Fields.Element.FIELD_ID)
        || node.children().stream().anyMatch(MappedSchema::hasIds);
  }

  private static List<SchemaNode> fields(SchemaNode group, List<MappedColumn> columns)
      throws NotSpliceableException {
    SchemaNode[] found = new SchemaNode[group.children().size()];
    for (MappedColumn column : columns) {
      Optional<Integer> position = position(group, column);
      if (position.isPresent()) {
        SchemaNode field = group.children().get(position.get());
        found[position.get()] = mapped(field, column);
      }
    }
    List<SchemaNode> kept = new ArrayList<>();
    for (SchemaNode field : found) {
      if (field != null) {
        kept.add(field);
      }
    }
    return kept;
  }

  /** Where a column is in a group; as Spark finds it, but for a name spelled exactly. */
  private static Optional<Integer> position(SchemaNode group, MappedColumn column)
      throws NotSpliceableException {
    List<Integer> alike = new ArrayList<>();
    List<Integer> exact = new ArrayList<>();
    for (int i = 0; i < group.children().size(); i++) {
      SchemaNode field = group.children().get(i);
      if (column.fieldId() != null ? hasId(field, column.fieldId()) : named(field, column)) {
        alike.add(i);
        if (field.name().equals(column.physicalName())) {
          exact.add(i);
        }
      }
    }
    List<Integer> found = exact.size() == 1 && column.fieldId() == null ? exact : alike;
    if (found.size() > 1) {
      throw new NotSpliceableException(
          Refusal.UNREADABLE_COLUMN,
          "it has several columns that may be '%s'".formatted(column.name()));
    }
    return found.stream().findFirst();
  }

  private static boolean hasId(SchemaNode field, int id) {
    return field.element().has(Fields.Element.FIELD_ID)
        && field.element().number(Fields.Element.FIELD_ID) == id;
  }

  private static boolean named(SchemaNode field, MappedColumn column) {
    return field.name().equalsIgnoreCase(column.physicalName());
  }

  private static SchemaNode mapped(SchemaNode field, MappedColumn column)
      throws NotSpliceableException {
    SchemaNode mapped = inside(field, column.type(), column).renamed(column.name());
    return column.type() instanceof MappedType.ListOf && !field.repeated()
        ? withSameElement(field, mapped)
        : mapped;
  }

  /** A node of some type, with the names inside it changed. */
  private static SchemaNode inside(SchemaNode node, MappedType type, MappedColumn column)
      throws NotSpliceableException {
    if (type instanceof MappedType.Struct struct) {
      requireGroup(node, column);
      List<SchemaNode> fields = fields(node, struct.fields());
      // Of a struct without fields a file could not tell where the struct is null.
      return node.withChildren(
          fields.isEmpty() ? List.of(node.children().get(0).renamed(HIDDEN)) : fields);
    }
    if (type instanceof MappedType.ListOf list) {
      return list(node, list, column);
    }
    if (type instanceof MappedType.MapOf map) {
      requireGroup(node, column);
      SchemaNode entry = onlyChild(node, column);
      if (entry.children().size() != 2) {
        throw otherKind(node, column);
      }
      SchemaNode key = inside(entry.children().get(0), map.key(), column);
      SchemaNode value = inside(entry.children().get(1), map.value(), column);
      return node.withChildren(List.of(entry.withChildren(List.of(key, value))));
    }
    if (node.isGroup()) {
      throw otherKind(node, column);
    }
    return node;
  }

  /** Lists have several forms (parquet-format, LogicalTypes.md, "Lists"). */
  private static SchemaNode list(SchemaNode node, MappedType.ListOf list, MappedColumn column)
      throws NotSpliceableException {
    if (node.repeated() && !isAnnotatedList(node)) {
      return inside(node, list.element(), column);
    }
    requireGroup(node, column);
    SchemaNode repeated = onlyChild(node, column);
    if (isElement(repeated, node.name())) {
      return withSameElement(
          node, node.withChildren(List.of(inside(repeated, list.element(), column))));
    }
    SchemaNode element = inside(onlyChild(repeated, column), list.element(), column);
    return node.withChildren(List.of(repeated.withChildren(List.of(element))));
  }

  private static boolean isAnnotatedList(SchemaNode node) {
    ThriftStruct element = node.element();
    return element.struct(Fields.Element.LOGICAL_TYPE).has(Fields.Logical.LIST)
        || element.has(Fields.Element.CONVERTED_TYPE)
            && element.number(Fields.Element.CONVERTED_TYPE) == ConvertedType.LIST.getValue();
  }

  /** Whether a list's repeated child is its element, and not a group around its element. */
  private static boolean isElement(SchemaNode repeated, String list) {
    return !repeated.isGroup()
        || repeated.children().size() > 1
        || repeated.name().equals(ELEMENT_ITSELF)
        || repeated.name().equals(list + "_tuple");
  }

  /** Readers tell the forms of lists apart by names and numbers of fields, which may be others. */
  private static SchemaNode withSameElement(SchemaNode before, SchemaNode after) {
    SchemaNode repeated = after.children().get(0);
    boolean was = isElement(before.children().get(0), before.name());
    return was == isElement(repeated, after.name())
        ? after
        : after.withChildren(List.of(repeated.renamed(was ? ELEMENT_ITSELF : ELEMENT_INSIDE)));
  }

  private static SchemaNode onlyChild(SchemaNode node, MappedColumn column)
      throws NotSpliceableException {
    if (!node.isGroup() || node.children().size() != 1) {
      throw otherKind(node, column);
    }
    return node.children().get(0);
  }

  private static void requireGroup(SchemaNode node, MappedColumn column)
      throws NotSpliceableException {
    if (!node.isGroup()) {
      throw otherKind(node, column);
    }
  }

  private static NotSpliceableException otherKind(SchemaNode node, MappedColumn column) {
    return new NotSpliceableException(
        Refusal.UNREADABLE_COLUMN,
        "its field '%s' of column '%s' is of another kind than the table's"
            .formatted(node.name(), column.name()));
  }
}
