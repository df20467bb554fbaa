package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * A raw file of a random schema, written in a random way; the same for the same seed.
 *
 * @param path the file
 * @param keys its keys, row by row
 * @param keyName what the key is called in it
 * @param otherKeys the values of {@link #OTHER_KEY}, row by row; empty where there is no such
 *     column
 */
record RandomRaw(Path path, List<String> keys, String keyName, Optional<List<String>> otherKeys) {
  /** A second column of keys, which some files have. */
  static final String OTHER_KEY = "account_id";

  private static final CompressionCodecName[] CODECS = {
    CompressionCodecName.UNCOMPRESSED,
    CompressionCodecName.SNAPPY,
    CompressionCodecName.GZIP,
    CompressionCodecName.ZSTD
  };
  private static final int DEEPEST = 2;
  private static final int FIXED = 5;
  private static final int INT96_DAY = 2_268_924;

  static RandomRaw write(Path path, Random random) throws IOException {
    boolean required = random.nextInt(3) == 0;
    String keyName = random.nextBoolean() ? "merchant_id" : "Merchant_ID";
    MessageType one = schema(random, keyName, required);
    List<String> keys = keys(random, required);
    Optional<List<String>> otherKeys = otherKeys(random, keys.size());
    MessageType schema = otherKeys.isEmpty() ? one : withOtherKey(one, random);
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(path)
            .withConf(RawFile.CONF)
            .withType(schema)
            .withCompressionCodec(CODECS[random.nextInt(CODECS.length)])
            .withWriterVersion(WriterVersion.values()[random.nextInt(2)])
            .withDictionaryEncoding(random.nextInt(4) > 0)
            .withDictionaryPageSize(64 << random.nextInt(15))
            .withPageSize(64 << random.nextInt(12))
            .withPageRowCountLimit(1 + random.nextInt(3_000))
            .withRowGroupSize(1 << (10 + random.nextInt(12)))
            .withBloomFilterEnabled(keyName, random.nextInt(4) == 0)
            .withPageWriteChecksumEnabled(random.nextBoolean());
    try (ParquetWriter<Group> writer = builder.build()) {
      for (int i = 0; i < keys.size(); i++) {
        SimpleGroup row = new SimpleGroup(schema);
        for (Type type : schema.getFields()) {
          if (type.getName().equals(keyName)) {
            append(row, keyName, keys.get(i));
          } else if (type.getName().equals(OTHER_KEY)) {
            append(row, OTHER_KEY, otherKeys.orElseThrow().get(i));
          } else {
            fill(row, type, random);
          }
        }
        writer.write(row);
      }
    }
    return new RandomRaw(path, keys, keyName, otherKeys);
  }

  private static void append(Group row, String column, String key) {
    if (key != null) {
      row.append(column, key);
    }
  }

  private static MessageType withOtherKey(MessageType schema, Random random) {
    List<Type> types = new ArrayList<>(schema.getFields());
    types.add(
        random.nextInt(types.size() + 1),
        Types.optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(OTHER_KEY));
    return new MessageType(schema.getName(), types);
  }

  private static Optional<List<String>> otherKeys(Random random, int rows) {
    if (random.nextBoolean()) {
      return Optional.empty();
    }
    int accounts = 1 + random.nextInt(300);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      keys.add(random.nextInt(5) == 0 ? null : "Acc-" + random.nextInt(accounts));
    }
    return Optional.of(keys);
  }

  private static MessageType schema(Random random, String keyName, boolean required) {
    List<Type> types = new ArrayList<>();
    int columns = random.nextInt(7);
    int position = random.nextInt(columns + 1);
    for (int i = 0; i <= columns; i++) {
      types.add(
          i == position
              ? Types.primitive(
                      PrimitiveTypeName.BINARY,
                      required ? Repetition.REQUIRED : Repetition.OPTIONAL)
                  .as(LogicalTypeAnnotation.stringType())
                  .named(keyName)
              : type("c" + i, random, 0));
    }
    return new MessageType("random", types);
  }

  private static Type type(String name, Random random, int depth) {
    Repetition repetition = Repetition.values()[random.nextInt(3)];
    if (depth < DEEPEST && random.nextInt(4) == 0) {
      List<Type> fields = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        fields.add(type("f" + i, random, depth + 1));
      }
      return new GroupType(repetition, name, fields);
    }
    PrimitiveTypeName[] names = PrimitiveTypeName.values();
    PrimitiveTypeName type = names[random.nextInt(names.length)];
    return type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
        ? new PrimitiveType(repetition, type, FIXED, name)
        : new PrimitiveType(repetition, type, name);
  }

  private static void fill(Group row, Type type, Random random) {
    int times = type.isRepetition(Repetition.REQUIRED) ? 1 : random.nextInt(2);
    times += type.isRepetition(Repetition.REPEATED) ? random.nextInt(3) : 0;
    for (int i = 0; i < times; i++) {
      if (type.isPrimitive()) {
        add(row, type.asPrimitiveType(), random);
        continue;
      }
      Group group = row.addGroup(type.getName());
      type.asGroupType().getFields().forEach(field -> fill(group, field, random));
    }
  }

  private static void add(Group row, PrimitiveType type, Random random) {
    String name = type.getName();
    byte[] bytes = new byte[type.getTypeLength() > 0 ? FIXED : random.nextInt(FIXED)];
    random.nextBytes(bytes);
    switch (type.getPrimitiveTypeName()) {
      case INT32 -> row.append(name, random.nextInt());
      case INT64 -> row.append(name, random.nextLong());
      case BOOLEAN -> row.append(name, random.nextBoolean());
      case FLOAT -> row.append(name, random.nextFloat());
      case DOUBLE -> row.append(name, random.nextDouble());
      case INT96 -> row.append(name, new NanoTime(INT96_DAY + random.nextInt(999), 5L));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> row.append(name, Binary.fromConstantByteArray(bytes));
      default -> throw new IllegalStateException(type.toString());
    }
  }

  private static List<String> keys(Random random, boolean required) {
    int rows = random.nextInt(8) == 0 ? random.nextInt(3) : random.nextInt(6_000);
    int merchants = 1 + random.nextInt(random.nextBoolean() ? 20 : 5_000);
    int nulls = required ? 0 : random.nextInt(3) * 4;
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      keys.add(random.nextInt(10) < nulls ? null : key(random.nextInt(merchants), random));
    }
    return keys;
  }

  private static String key(int merchant, Random random) {
    String key = merchant % 11 == 0 ? "Händler😀" + merchant : "Mer-" + merchant;
    return switch (random.nextInt(12)) {
      case 0 -> " " + key;
      case 1 -> key + "  ";
      case 2 -> key.toUpperCase(java.util.Locale.ROOT);
      case 3 -> "";
      default -> key;
    };
  }
}
