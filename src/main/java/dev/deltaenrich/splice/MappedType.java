package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.List;

/** What is inside a mapped column, as far as there are fields that have names. Immutable. */
public sealed interface MappedType extends Serializable {
  /** No fields. */
  record Leaf() implements MappedType {}

  /** Fields, of which a file may lack some. */
  record Struct(List<MappedColumn> fields) implements MappedType {
    /** Copies {@code fields}. */
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /** A list. */
  record ListOf(MappedType element) implements MappedType {}

  /** A map. */
  record MapOf(MappedType key, MappedType value) implements MappedType {}
}
