package dev.deltaenrich.splice;

import java.io.Serializable;
import java.util.List;

/** What is inside a mapped column, as far as there are fields that have names. Immutable. */
public sealed interface MappedType extends Serializable {
  /** The type in a file that has its fields under the names that are shown. */
  MappedType asShown();

  /** No fields. */
  record Leaf() implements MappedType {
    @Override
    public MappedType asShown() {
      return this;
    }
  }

  /** Fields, of which a file may lack some. */
  record Struct(List<MappedColumn> fields) implements MappedType {
    /** Copies {@code fields}. */
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public MappedType asShown() {
      return new Struct(fields.stream().map(MappedColumn::asShown).toList());
    }
  }

  /** A list. */
  record ListOf(MappedType element) implements MappedType {
    @Override
    public MappedType asShown() {
      return new ListOf(element.asShown());
    }
  }

  /** A map. */
  record MapOf(MappedType key, MappedType value) implements MappedType {
    @Override
    public MappedType asShown() {
      return new MapOf(key.asShown(), value.asShown());
    }
  }
}
