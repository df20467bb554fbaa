package dev.deltaenrich.splice;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Random schemas, narrower ones that become them, and rows; the same for the same seed. */
final class RandomRows {
  private static final int DEEPEST = 3;
  private static final int DAY = 2_440_588;
  private static final Repetition[] REPETITIONS = {
    Repetition.REQUIRED, Repetition.OPTIONAL, Repetition.OPTIONAL, Repetition.REPEATED
  };

  private RandomRows() {}

  static MessageType schema(Random random) {
    List<Type> types = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(7); i++) {
      types.add(type("c" + i, random, 1));
    }
    return new MessageType("random", types);
  }

  private static Type type(String name, Random random, int depth) {
    Repetition repetition = REPETITIONS[random.nextInt(REPETITIONS.length)];
    if (depth < DEEPEST && random.nextInt(4) == 0) {
      List<Type> fields = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        fields.add(type("f" + i, random, depth + 1));
      }
      return new GroupType(repetition, name, fields);
    }
    return leaf(repetition, random.nextInt(18)).named(name);
  }

  private static Types.PrimitiveBuilder<PrimitiveType> leaf(Repetition repetition, int kind) {
    return switch (kind) {
      case 0 -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition);
      case 1 -> Types.primitive(PrimitiveTypeName.INT32, repetition);
      case 2 ->
          Types.primitive(PrimitiveTypeName.INT32, repetition)
              .as(LogicalTypeAnnotation.intType(32, false));
      case 3, 4 -> Types.primitive(PrimitiveTypeName.INT64, repetition);
      case 5 ->
          Types.primitive(PrimitiveTypeName.INT64, repetition)
              .as(LogicalTypeAnnotation.intType(64, false));
      case 6, 7 ->
          Types.primitive(PrimitiveTypeName.INT64, repetition)
              .as(LogicalTypeAnnotation.timestampType(kind == 6, TimeUnit.MICROS));
      case 8 -> Types.primitive(PrimitiveTypeName.FLOAT, repetition);
      case 9, 10 -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition);
      case 11 -> Types.primitive(PrimitiveTypeName.INT96, repetition);
      case 12 -> Types.primitive(PrimitiveTypeName.BINARY, repetition);
      case 13, 14 ->
          Types.primitive(PrimitiveTypeName.BINARY, repetition)
              .as(LogicalTypeAnnotation.stringType());
      case 15 -> Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition).length(5);
      case 16 ->
          Types.primitive(PrimitiveTypeName.INT64, repetition)
              .as(LogicalTypeAnnotation.decimalType(3, 18));
      default ->
          Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
              .length(9)
              .as(LogicalTypeAnnotation.decimalType(4, 20));
    };
  }

  /** A schema whose rows become rows of {@code wanted}. */
  static MessageType narrower(MessageType wanted, Random random) {
    List<Type> types = new ArrayList<>();
    for (Type type : wanted.getFields()) {
      boolean mayLack = type.isRepetition(Repetition.OPTIONAL) && wanted.getFieldCount() > 1;
      if (!mayLack || random.nextInt(6) > 0) {
        types.add(narrower(type, random));
      }
    }
    java.util.Collections.shuffle(types, random);
    return new MessageType("narrower", types.isEmpty() ? wanted.getFields() : types);
  }

  private static Type narrower(Type type, Random random) {
    boolean stricter = type.isRepetition(Repetition.OPTIONAL) && random.nextInt(4) == 0;
    Repetition repetition = stricter ? Repetition.REQUIRED : type.getRepetition();
    if (!type.isPrimitive()) {
      return new GroupType(
          repetition,
          type.getName(),
          type.asGroupType().getFields().stream().map(field -> narrower(field, random)).toList());
    }
    PrimitiveType leaf = type.asPrimitiveType();
    return (random.nextInt(3) == 0 ? narrower(leaf, repetition, random) : same(leaf, repetition))
        .named(type.getName());
  }

  private static Types.PrimitiveBuilder<PrimitiveType> same(PrimitiveType leaf, Repetition as) {
    return Types.primitive(leaf.getPrimitiveTypeName(), as)
        .length(leaf.getTypeLength())
        .as(leaf.getLogicalTypeAnnotation());
  }

  private static Types.PrimitiveBuilder<PrimitiveType> narrower(
      PrimitiveType leaf, Repetition as, Random random) {
    LogicalTypeAnnotation logical = leaf.getLogicalTypeAnnotation();
    boolean plain = logical == null;
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return switch (random.nextInt(4)) {
        case 0 -> Types.primitive(PrimitiveTypeName.INT32, as);
        case 1 ->
            Types.primitive(PrimitiveTypeName.INT32, as)
                .as(LogicalTypeAnnotation.decimalType(2, 8));
        case 2 ->
            Types.primitive(PrimitiveTypeName.BINARY, as)
                .as(LogicalTypeAnnotation.decimalType(decimal.getScale(), 18));
        default ->
            Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, as)
                .length(8)
                .as(LogicalTypeAnnotation.decimalType(decimal.getScale() - 1, 17));
      };
    }
    if (leaf.getPrimitiveTypeName() == PrimitiveTypeName.INT64 && plain) {
      return Types.primitive(PrimitiveTypeName.INT32, as);
    }
    if (leaf.getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE) {
      return random.nextBoolean()
          ? Types.primitive(PrimitiveTypeName.FLOAT, as)
          : Types.primitive(PrimitiveTypeName.INT32, as);
    }
    boolean local =
        logical instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation time
            && !time.isAdjustedToUTC();
    return local
        ? Types.primitive(PrimitiveTypeName.INT32, as).as(LogicalTypeAnnotation.dateType())
        : same(leaf, as);
  }

  /**
   * A row.
   *
   * @param variety how many different values a column has, about
   */
  static Group row(MessageType schema, Random random, int variety) {
    SimpleGroup row = new SimpleGroup(schema);
    schema.getFields().forEach(type -> fill(row, type, random, variety));
    return row;
  }

  private static void fill(Group row, Type type, Random random, int variety) {
    int times = type.isRepetition(Repetition.REQUIRED) || random.nextInt(5) > 0 ? 1 : 0;
    times += type.isRepetition(Repetition.REPEATED) ? random.nextInt(3) : 0;
    for (int i = 0; i < times; i++) {
      if (type.isPrimitive()) {
        add(row, type.asPrimitiveType(), random.nextInt(variety) - variety / 2L);
      } else {
        Group group = row.addGroup(type.getName());
        type.asGroupType().getFields().forEach(field -> fill(group, field, random, variety));
      }
    }
  }

  private static void add(Group row, PrimitiveType type, long number) {
    String name = type.getName();
    boolean decimal = type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
    switch (type.getPrimitiveTypeName()) {
      case INT32 -> row.append(name, (int) number * (decimal ? 77 : 7));
      case INT64 -> row.append(name, number * 1_000_003L);
      case BOOLEAN -> row.append(name, number % 3 == 0);
      case FLOAT -> row.append(name, number % 97 == 5 ? Float.NaN : number / 8f);
      case DOUBLE -> row.append(name, number % 97 == 5 ? -0.0 : number / 3.0);
      case INT96 -> row.append(name, new NanoTime(DAY + (int) (number % 999), number & 0xfff));
      case FIXED_LEN_BYTE_ARRAY -> row.append(name, fixed(number * 3_001, type.getTypeLength()));
      case BINARY ->
          row.append(
              name,
              decimal
                  ? Binary.fromConstantByteArray(BigInteger.valueOf(number * 90_001).toByteArray())
                  : Binary.fromString(text(number)));
    }
  }

  private static String text(long number) {
    return number % 5 == 0 ? "" : "text ".repeat((int) (Math.abs(number) % 4)) + number + "ä€😀";
  }

  static Binary fixed(long number, int length) {
    byte[] shortest = BigInteger.valueOf(number).toByteArray();
    byte[] whole = new byte[length];
    java.util.Arrays.fill(whole, (byte) (number < 0 ? 0xff : 0));
    int bytes = Math.min(length, shortest.length);
    System.arraycopy(shortest, shortest.length - bytes, whole, length - bytes, bytes);
    return Binary.fromConstantByteArray(whole);
  }
}
