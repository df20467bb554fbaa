package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * An element of a footer's schema with all that is inside it.
 *
 * @param element its {@code SchemaElement}
 * @param children what is inside; empty for a leaf
 * @param leaf the position of a leaf's chunk in each row group; -1 for a group
 */
record SchemaNode(ThriftStruct element, List<SchemaNode> children, int leaf) {
  /** No table nests so deeply, and a thread's stack is bounded. */
  private static final int DEEPEST = 200;

  private static final int REPEATED = 2;

  private static final int NO_LEAF = -1;

  /**
   * The root of a footer's schema, which lists a tree depth first.
   *
   * @param file a {@code FileMetaData}
   * @throws NotSpliceableException when the list is no tree, or nests too deeply
   */
  static SchemaNode of(ThriftStruct file) throws NotSpliceableException {
    Reading list = new Reading(file.list(Fields.File.SCHEMA, ThriftStruct.class).iterator());
    SchemaNode root = list.node(0);
    if (list.elements.hasNext()) {
      throw notWhole();
    }
    return root;
  }

  private static NotSpliceableException notWhole() {
    return new NotSpliceableException(Refusal.CONTRADICTORY_FOOTER, "its schema is not whole");
  }

  /** Goes through the list once. */
  private static final class Reading {
    private final Iterator<ThriftStruct> elements;
    private int leaves;

    Reading(Iterator<ThriftStruct> elements) {
      this.elements = elements;
    }

    SchemaNode node(int depth) throws NotSpliceableException {
      if (depth > DEEPEST) {
        throw new NotSpliceableException(
            Refusal.CONTRADICTORY_FOOTER, "its schema is nested too deeply");
      }
      if (!elements.hasNext()) {
        throw notWhole();
      }
      ThriftStruct element = elements.next();
      long inside = element.number(Fields.Element.CHILDREN);
      // A root may call itself anything.
      if (depth > 0 && element.has(Fields.Element.TYPE)) {
        if (inside != 0) {
          throw notWhole();
        }
        return new SchemaNode(element, List.of(), leaves++);
      }
      List<SchemaNode> children = new ArrayList<>();
      for (long i = inside; i > 0; i--) {
        children.add(node(depth + 1));
      }
      return new SchemaNode(element, List.copyOf(children), NO_LEAF);
    }
  }

  String name() {
    return element.text(Fields.Element.NAME);
  }

  boolean isGroup() {
    return leaf == NO_LEAF;
  }

  /** Whether a record may have several of its values. */
  boolean repeated() {
    return element.number(Fields.Element.REPETITION) == REPEATED;
  }

  /** Whether it has values of its own, and what is around it one of them or none. */
  boolean flat() {
    return !isGroup() && !repeated();
  }

  /** How many columns with values of their own are in it, itself among them. */
  int leaves() {
    return isGroup() ? children.stream().mapToInt(SchemaNode::leaves).sum() : 1;
  }

  /** The position of its first leaf among all leaves; -1 where it has none. */
  int firstLeaf() {
    return isGroup()
        ? children.stream()
            .mapToInt(SchemaNode::firstLeaf)
            .filter(it -> it >= 0)
            .findFirst()
            .orElse(-1)
        : leaf;
  }

  /**
   * What is right inside it of a name: the one spelled exactly so, else the only one that differs
   * in upper and lower case alone.
   *
   * @return empty when there is none
   * @throws NotSpliceableException when several differ in case alone
   */
  Optional<SchemaNode> child(String name) throws NotSpliceableException {
    List<SchemaNode> alike =
        children.stream().filter(child -> child.name().equalsIgnoreCase(name)).toList();
    List<SchemaNode> exact = alike.stream().filter(child -> child.name().equals(name)).toList();
    List<SchemaNode> found = exact.isEmpty() ? alike : exact;
    if (found.size() > 1) {
      throw new NotSpliceableException(
          Refusal.NO_KEY,
          "it has several columns '%s': %s"
              .formatted(name, String.join(", ", found.stream().map(SchemaNode::name).toList())));
    }
    return found.stream().findFirst();
  }

  /** The same under another name, without an id, which would be the old name's. */
  SchemaNode renamed(String name) {
    return new SchemaNode(
        element.withText(Fields.Element.NAME, name).without(Fields.Element.FIELD_ID),
        children,
        leaf);
  }

  /** The same with other things inside. */
  SchemaNode withChildren(List<SchemaNode> other) {
    return other.size() == children.size()
        ? new SchemaNode(element, List.copyOf(other), leaf)
        : new SchemaNode(
            element.withNumber(Fields.Element.CHILDREN, other.size()), List.copyOf(other), leaf);
  }

  /** The tree as a footer lists it. */
  List<ThriftStruct> elements() {
    List<ThriftStruct> elements = new ArrayList<>();
    addTo(elements);
    return elements;
  }

  private void addTo(List<ThriftStruct> elements) {
    elements.add(element);
    children.forEach(child -> child.addTo(elements));
  }

  /** Hands over the leaves in their order, each with its path below this node. */
  void forEachLeaf(BiConsumer<SchemaNode, List<String>> each) {
    children.forEach(child -> child.forEachLeaf(List.of(), each));
  }

  private void forEachLeaf(List<String> above, BiConsumer<SchemaNode, List<String>> each) {
    List<String> path = new ArrayList<>(above);
    path.add(name());
    if (isGroup()) {
      children.forEach(child -> child.forEachLeaf(path, each));
    } else {
      each.accept(this, path);
    }
  }
}
