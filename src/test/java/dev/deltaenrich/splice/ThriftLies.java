package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells one lie somewhere in a thrift struct, which stays well-formed; the same for a seed. */
final class ThriftLies {
  private static final byte[] NUMBERS = {
    ThriftValue.BYTE, ThriftValue.I16, ThriftValue.I32, ThriftValue.I64
  };

  private final Random random;
  private final int fileBytes;

  /**
   * @param fileBytes the size of the file, for numbers that could be positions
   */
  ThriftLies(Random random, int fileBytes) {
    this.random = random;
    this.fileBytes = fileBytes;
  }

  /** The struct with a wrong, a missing or a foreign value. */
  ThriftStruct in(ThriftStruct told) {
    List<Map.Entry<Short, ThriftValue>> fields = new ArrayList<>(told.fields().entrySet());
    SortedMap<Short, ThriftValue> changed = new TreeMap<>(told.fields());
    if (fields.isEmpty()) {
      changed.put((short) 1, number(ThriftValue.I32, random.nextInt()));
      return ThriftStruct.ofFields(changed);
    }
    Map.Entry<Short, ThriftValue> field = fields.get(random.nextInt(fields.size()));
    switch (random.nextInt(40)) {
      case 0, 1 -> changed.remove(field.getKey());
      case 2 -> changed.put((short) (1 + random.nextInt(20)), field.getValue());
      case 3 -> changed.put(field.getKey(), foreign());
      default -> changed.put(field.getKey(), in(field.getValue()));
    }
    return ThriftStruct.ofFields(changed);
  }

  /** A value of another type than one might expect. */
  private ThriftValue foreign() {
    return switch (random.nextInt(4)) {
      case 0 -> new ThriftValue(ThriftValue.STRING, new byte[random.nextInt(9)]);
      case 1 -> new ThriftValue(ThriftValue.STRUCT, ThriftStruct.empty());
      case 2 -> new ThriftValue(ThriftValue.BOOL, random.nextBoolean());
      default -> number(NUMBERS[random.nextInt(NUMBERS.length)], number(7));
    };
  }

  private ThriftValue in(ThriftValue told) {
    return new ThriftValue(told.type(), in(told.value()));
  }

  private Object in(Object told) {
    if (told instanceof ThriftStruct struct) {
      return in(struct);
    }
    if (told instanceof ThriftValue.Elements elements) {
      return in(elements);
    }
    if (told instanceof byte[] bytes) {
      return in(bytes);
    }
    if (told instanceof Boolean yes) {
      return !yes;
    }
    return told instanceof Number old ? narrowed(old, number(old.longValue())) : told;
  }

  private ThriftValue.Elements in(ThriftValue.Elements told) {
    List<Object> values = new ArrayList<>(told.values());
    if (values.isEmpty()) {
      return told;
    }
    int position = random.nextInt(values.size());
    int other = random.nextInt(values.size());
    switch (random.nextInt(24)) {
      case 0 -> values.remove(position);
      case 1 -> values.add(other, values.get(position));
      case 2 -> Collections.swap(values, position, other);
      case 3 -> values.set(other, values.get(position));
      case 4 -> values.subList(position, values.size()).clear();
      default -> values.set(position, in(values.get(position)));
    }
    return new ThriftValue.Elements(told.elementType(), values);
  }

  private byte[] in(byte[] told) {
    if (told.length == 0 || random.nextInt(6) == 0) {
      return new byte[random.nextInt(40)];
    }
    byte[] other = told.clone();
    other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
    return random.nextInt(6) == 0
        ? java.util.Arrays.copyOf(other, random.nextInt(other.length))
        : other;
  }

  /** A wrong number. Code that believes the number reads or takes too much. */
  long number(long told) {
    return switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> -1;
      case 3 -> told + 1;
      case 4 -> told - 1;
      case 5 -> told * 2;
      case 6 -> -told;
      case 7 -> Integer.MAX_VALUE;
      case 8 -> Integer.MIN_VALUE;
      case 9 -> Long.MAX_VALUE;
      case 10 -> Long.MIN_VALUE;
      case 11 -> 1L << 31;
      case 12 -> (1L << 32) + told;
      case 13 -> 1L << 40;
      case 14 -> (1L << 27) - random.nextInt(2);
      case 15 -> fileBytes - random.nextInt(20);
      case 16 -> random.nextInt(fileBytes);
      case 17 -> random.nextInt(10);
      default -> told + random.nextInt(200) - 100;
    };
  }

  private static Object narrowed(Number old, long number) {
    if (old instanceof Integer) {
      return (int) number;
    }
    if (old instanceof Short) {
      return (short) number;
    }
    if (old instanceof Byte) {
      return (byte) number;
    }
    return old instanceof Double ? (Object) (double) number : (Object) number;
  }

  private static ThriftValue number(byte type, long number) {
    return new ThriftValue(
        type,
        switch (type) {
          case ThriftValue.BYTE -> narrowed((byte) 0, number);
          case ThriftValue.I16 -> narrowed((short) 0, number);
          case ThriftValue.I32 -> narrowed(0, number);
          default -> number;
        });
  }
}
