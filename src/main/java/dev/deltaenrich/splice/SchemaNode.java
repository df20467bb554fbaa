package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
   * Makes a tree of the list that a footer has.
   *
   * @throws NotSpliceableException when the list is no tree, or nests too deeply
   */
  static SchemaNode of(FileSchema schema) throws NotSpliceableException {
    return new Reading(schema.elements().iterator()).node(0);
  }

  /** Goes through the list once. */
  private static final class Reading {
    private final Iterator<ThriftStruct> elements;
    private int leaves;

    Reading(Iterator<ThriftStruct> elements) {
      this.elements = elements;
    }

    SchemaNode node(int depth) throws NotSpliceableException {
      if (depth > DEEPEST || !elements.hasNext()) {
        throw new NotSpliceableException(
            Refusal.CONTRADICTORY_FOOTER, "its schema is not whole, or nested too deeply");
      }
      ThriftStruct element = elements.next();
      long inside = element.number(Fields.Element.CHILDREN);
      // A root may call itself anything.
      if (depth > 0 && element.has(Fields.Element.TYPE) && inside == 0) {
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

  boolean repeated() {
    return element.number(Fields.Element.REPETITION) == REPEATED;
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
