package dev.deltaenrich.splice;

import java.util.List;
import java.util.OptionalLong;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * Takes the statistics of one column's chunks together (parquet.thrift, {@code Statistics}). The
 * older fields for bounds are not looked at: writers did not agree on their order.
 *
 * @param footer the file's
 * @param column the column
 * @param leaf its place among all leaves
 * @param leaves how many there are
 */
record FooterBounds(ParquetFooter footer, ColumnDescriptor column, int leaf, int leaves) {
  /** The one writer of which it is known that a NaN makes the largest value NaN. */
  private static final String TELLS_OF_NAN = "parquet-mr";

  LeafBounds all() {
    Object min = null;
    Object max = null;
    boolean minKnown = isOrdered();
    boolean maxKnown = minKnown && largestIsTold();
    long nulls = 0;
    boolean nullsKnown = true;
    for (ThriftStruct group : footer.groups()) {
      ThriftStruct data =
          group
              .list(Fields.Group.CHUNKS, ThriftStruct.class)
              .get(leaf)
              .struct(Fields.Chunk.META_DATA);
      ThriftStruct bounds = data.struct(Fields.Data.STATISTICS);
      boolean counted = bounds.has(Fields.Bounds.NULL_COUNT);
      long count = bounds.number(Fields.Bounds.NULL_COUNT);
      nulls += count;
      nullsKnown &= counted;
      if (counted && count == data.number(Fields.Data.VALUES)) {
        continue;
      }
      Object smallest = bound(bounds, Fields.Bounds.MIN, Fields.Bounds.MIN_IS_EXACT);
      Object largest = bound(bounds, Fields.Bounds.MAX, Fields.Bounds.MAX_IS_EXACT);
      minKnown &= smallest != null;
      maxKnown &= largest != null;
      min = minKnown && (min == null || BoundValue.compare(smallest, min) < 0) ? smallest : min;
      max = maxKnown && (max == null || BoundValue.compare(largest, max) > 0) ? largest : max;
    }
    return new LeafBounds(
        List.of(column.getPath()),
        minKnown ? min : null,
        maxKnown ? max : null,
        nullsKnown ? OptionalLong.of(nulls) : OptionalLong.empty());
  }

  private boolean isOrdered() {
    List<ThriftStruct> orders = footer.file().list(Fields.File.COLUMN_ORDERS, ThriftStruct.class);
    return orders.size() == leaves && orders.get(leaf).has(Fields.Order.TYPE_DEFINED);
  }

  /** Others pass over NaN, which readers take for the largest number of all. */
  private boolean largestIsTold() {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case FLOAT, DOUBLE -> footer.file().text(Fields.File.CREATED_BY).startsWith(TELLS_OF_NAN);
      default -> true;
    };
  }

  private Object bound(ThriftStruct bounds, int field, int exact) {
    byte[] bytes = bounds.bytes(field);
    return bytes == null
        ? null
        : BoundValue.of(column.getPrimitiveType(), bytes, !bounds.isFalse(exact));
  }
}
