package dev.deltaenrich.splice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** What a row of a narrower schema is in a wider one, value by value. */
final class WidenedRows {
  private WidenedRows() {}

  static Group of(Group row, GroupType wanted) {
    SimpleGroup wide = new SimpleGroup(wanted);
    copy(row, wide, wanted);
    return wide;
  }

  private static void copy(Group from, Group to, GroupType wanted) {
    for (Type type : wanted.getFields()) {
      String name = type.getName();
      if (!from.getType().containsField(name)) {
        continue;
      }
      for (int i = 0; i < from.getFieldRepetitionCount(name); i++) {
        if (type.isPrimitive()) {
          add(from, to, i, from.getType().getType(name).asPrimitiveType(), type.asPrimitiveType());
        } else {
          copy(from.getGroup(name, i), to.addGroup(name), type.asGroupType());
        }
      }
    }
  }

  private static void add(Group from, Group to, int i, PrimitiveType type, PrimitiveType wanted) {
    String name = type.getName();
    if (wanted.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
      BigInteger unscaled =
          number(from, i, type)
              .setScale(decimal.getScale(), RoundingMode.UNNECESSARY)
              .unscaledValue();
      if (wanted.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
        to.append(name, unscaled.longValueExact());
      } else {
        to.append(name, fixed(unscaled, wanted.getTypeLength()));
      }
      return;
    }
    boolean date = type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation;
    switch (wanted.getPrimitiveTypeName()) {
      case INT64 ->
          to.append(
              name,
              type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                  ? from.getLong(name, i)
                  : from.getInteger(name, i) * (date ? 86_400_000_000L : 1L));
      case DOUBLE -> to.append(name, floating(from, i, type));
      case INT32 -> to.append(name, from.getInteger(name, i));
      case BOOLEAN -> to.append(name, from.getBoolean(name, i));
      case FLOAT -> to.append(name, from.getFloat(name, i));
      case INT96 -> to.append(name, from.getInt96(name, i));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> to.append(name, from.getBinary(name, i));
    }
  }

  private static double floating(Group from, int i, PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> from.getInteger(type.getName(), i);
      case FLOAT -> from.getFloat(type.getName(), i);
      default -> from.getDouble(type.getName(), i);
    };
  }

  private static BigDecimal number(Group from, int i, PrimitiveType type) {
    int scale =
        type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
            ? decimal.getScale()
            : 0;
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigDecimal.valueOf(from.getInteger(type.getName(), i), scale);
      case INT64 -> BigDecimal.valueOf(from.getLong(type.getName(), i), scale);
      default ->
          new BigDecimal(new BigInteger(from.getBinary(type.getName(), i).getBytes()), scale);
    };
  }

  private static Binary fixed(BigInteger unscaled, int length) {
    byte[] whole = new byte[length];
    for (int i = 0; i < length; i++) {
      whole[length - 1 - i] = unscaled.shiftRight(i * Byte.SIZE).byteValue();
    }
    return Binary.fromConstantByteArray(whole);
  }
}
