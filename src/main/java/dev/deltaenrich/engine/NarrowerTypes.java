package dev.deltaenrich.engine;

import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Types of files that are narrower than a table's (Delta PROTOCOL, "Type Widening"). Spark 4 reads
 * such files of any table. Spark 3 reads none of them, and other readers want the feature in the
 * table's protocol. A curated table has no such feature. So its files have the table's own types,
 * on every line of Spark.
 */
final class NarrowerTypes {
  private NarrowerTypes() {}

  /** Whether a file's type is narrower than the table's. */
  static boolean areNarrower(PrimitiveType stored, DataType wanted) {
    if (isUnsigned(stored)) {
      return false;
    }
    if (wanted instanceof DecimalType decimal) {
      return isNarrowerDecimal(stored, decimal);
    }
    return switch (stored.getPrimitiveTypeName()) {
      case INT32 ->
          wanted.equals(DataTypes.LongType)
              || wanted.equals(DataTypes.DoubleType)
              || wanted.equals(DataTypes.TimestampNTZType);
      case FLOAT -> wanted.equals(DataTypes.DoubleType);
      default -> false;
    };
  }

  /** Every Spark has a wider type for an unsigned number. */
  private static boolean isUnsigned(PrimitiveType stored) {
    return stored.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        && !number.isSigned();
  }

  private static boolean isNarrowerDecimal(PrimitiveType stored, DecimalType wanted) {
    boolean alike =
        stored.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
            && decimal.getScale() == wanted.scale();
    PrimitiveTypeName name = stored.getPrimitiveTypeName();
    return !alike
        || name == PrimitiveTypeName.INT32 && !DecimalType.is32BitDecimalType(wanted)
        || name == PrimitiveTypeName.INT64 && !DecimalType.is64BitDecimalType(wanted);
  }
}
