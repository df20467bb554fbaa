package dev.deltaenrich.engine.table;

import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Which of a file's types hold values of which column types. Spark's converters ask for less and
 * give wrong values, or a ClassCastException; its vectorized reader asks for the same (Spark 3.4,
 * {@code ParquetVectorUpdaterFactory.getUpdater}).
 */
final class StoredTypes {
  private static final int INT = 32;
  private static final int LONG = 64;

  /** What Spark makes of unsigned numbers of 64 bits (SPARK-34786). */
  private static final DecimalType UINT_64 = new DecimalType(20, 0);

  private StoredTypes() {}

  /** Whether values that are stored so are values of {@code wanted}. */
  static boolean fit(DataType wanted, PrimitiveType stored) {
    if (wanted instanceof DecimalType decimal) {
      return fit(decimal, stored.getLogicalTypeAnnotation());
    }
    return switch (stored.getPrimitiveTypeName()) {
      case BOOLEAN -> wanted == DataTypes.BooleanType;
      case INT32 ->
          wanted == DataTypes.IntegerType
              || wanted == DataTypes.ShortType
              || wanted == DataTypes.ByteType
              || wanted == DataTypes.DateType
              || wanted == DataTypes.LongType && isUnsigned(stored, INT);
      case INT64 -> wanted == DataTypes.LongType || isTimestamp(wanted, stored);
      case INT96 -> wanted == DataTypes.TimestampType;
      case FLOAT -> wanted == DataTypes.FloatType;
      case DOUBLE -> wanted == DataTypes.DoubleType;
      case BINARY -> wanted == DataTypes.StringType || wanted == DataTypes.BinaryType;
      case FIXED_LEN_BYTE_ARRAY -> wanted == DataTypes.BinaryType;
    };
  }

  /**
   * The type as which values are read that become values of {@code wanted} without a loss: they
   * were stored before the column's type was widened (Delta PROTOCOL, "Type Widening").
   */
  static Optional<DataType> narrower(DataType wanted, PrimitiveType stored) {
    return Optional.ofNullable(own(stored)).filter(type -> isWidened(type, wanted));
  }

  private static DataType own(PrimitiveType stored) {
    LogicalTypeAnnotation logical = stored.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new DecimalType(decimal.getPrecision(), decimal.getScale());
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return DataTypes.DateType;
    }
    boolean isNumber =
        logical == null || logical instanceof IntLogicalTypeAnnotation number && number.isSigned();
    return switch (stored.getPrimitiveTypeName()) {
      case INT32 -> isNumber ? DataTypes.IntegerType : null;
      case INT64 -> isNumber ? DataTypes.LongType : null;
      case FLOAT -> DataTypes.FloatType;
      default -> null;
    };
  }

  private static boolean isWidened(DataType from, DataType to) {
    if (to instanceof DecimalType decimal) {
      return decimal.isWiderThan(from);
    }
    return from == DataTypes.IntegerType && (to == DataTypes.LongType || to == DataTypes.DoubleType)
        || from == DataTypes.FloatType && to == DataTypes.DoubleType
        || from == DataTypes.DateType && to == DataTypes.TimestampNTZType;
  }

  private static boolean fit(DecimalType wanted, LogicalTypeAnnotation stored) {
    if (stored instanceof IntLogicalTypeAnnotation number) {
      return !number.isSigned() && number.getBitWidth() == LONG && wanted.equals(UINT_64);
    }
    return stored instanceof DecimalLogicalTypeAnnotation decimal
        && decimal.getScale() == wanted.scale()
        && decimal.getPrecision() <= wanted.precision();
  }

  private static boolean isUnsigned(PrimitiveType stored, int bits) {
    return stored.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        && !number.isSigned()
        && number.getBitWidth() == bits;
  }

  private static boolean isTimestamp(DataType wanted, PrimitiveType stored) {
    return stored.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() != TimeUnit.NANOS
        && (wanted == DataTypes.TimestampType
            || wanted == DataTypes.TimestampNTZType && !time.isAdjustedToUTC());
  }
}
