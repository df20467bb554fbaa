package dev.deltaenrich.splice;

import org.apache.parquet.schema.ColumnOrder.ColumnOrderName;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** How values of a type are compared for statistics (parquet.thrift, {@code ColumnOrder}). */
enum LeafOrder {
  SIGNED,
  UNSIGNED,
  FLOATING,
  /** Byte strings by unsigned bytes. */
  BYTES,
  /** Byte strings that are whole numbers, the highest byte first. */
  SIGNED_BYTES,
  /** Values without an order: INT96 and intervals. */
  NONE;

  static LeafOrder of(PrimitiveType type) {
    if (type.columnOrder().getColumnOrderName() != ColumnOrderName.TYPE_DEFINED_ORDER) {
      return NONE;
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> SIGNED;
      case INT32, INT64 ->
          type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
                  && !number.isSigned()
              ? UNSIGNED
              : SIGNED;
      case FLOAT, DOUBLE -> FLOATING;
      case INT96 -> NONE;
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation
              ? SIGNED_BYTES
              : BYTES;
    };
  }
}
