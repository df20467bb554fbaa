package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * A thrift struct by field number, whatever its numbers mean. Parquet's own classes lose fields,
 * and refuse enum values, that are younger than they are; here both stay, and a struct that is
 * written again says all it said. Immutable.
 */
public final class ThriftStruct {
  /** Bounds what a corrupt length may allocate. */
  private static final long LONGEST_FROM_STREAM = 1L << 24;

  private final SortedMap<Short, ThriftValue> fields;

  private ThriftStruct(SortedMap<Short, ThriftValue> fields) {
    this.fields = fields;
  }

  /** A struct of these fields; the caller gives the map away. */
  static ThriftStruct ofFields(SortedMap<Short, ThriftValue> fields) {
    return new ThriftStruct(fields);
  }

  /**
   * Reads one struct of the compact protocol and no byte more.
   *
   * @throws IOException when the bytes are none
   */
  public static ThriftStruct read(InputStream in) throws IOException {
    return read(in, LONGEST_FROM_STREAM);
  }

  /**
   * Reads one struct of the compact protocol from the start of {@code bytes}.
   *
   * @throws IOException when the bytes are none
   */
  public static ThriftStruct read(byte[] bytes) throws IOException {
    return read(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static ThriftStruct read(InputStream in, long longest) throws IOException {
    try {
      return ThriftValue.readStruct(
          new TCompactProtocol(new CheckedTransport(in, longest), longest, longest), 0);
    } catch (TException | RuntimeException e) {
      String what = e.getMessage() == null ? "its bytes end early" : e.getMessage();
      throw new IOException("no thrift struct: " + what, e);
    }
  }

  /** What one of Parquet's own structs says. */
  static ThriftStruct of(TBase<?, ?> struct) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      struct.write(new TCompactProtocol(new TIOStreamTransport(out)));
      return read(out.toByteArray());
    } catch (TException | IOException e) {
      throw new IllegalArgumentException("a struct that is not complete: " + struct, e);
    }
  }

  /** The struct in the compact protocol, fields in ascending order. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ThriftValue.writeStruct(new TCompactProtocol(new TIOStreamTransport(out)), this);
    } catch (TException e) {
      throw new IllegalStateException("memory takes all bytes", e);
    }
    return out.toByteArray();
  }

  /** Whether the field is there. */
  public boolean has(int field) {
    return fields.containsKey((short) field);
  }

  /** The numbers of the fields that are there. */
  public Set<Short> fieldNumbers() {
    return fields.keySet();
  }

  /** A number; 0 where there is none. */
  public long number(int field) {
    return value(field) instanceof Number number ? number.longValue() : 0;
  }

  /**
   * A number of 32 bits or an enum without which the struct is none.
   *
   * @throws IOException when it is not there, or is of another type
   */
  int required(int field) throws IOException {
    if (value(field) instanceof Integer number) {
      return number;
    }
    throw new IOException("a header without its field %d".formatted(field));
  }

  /** Whether a number of 64 bits is there. */
  boolean isLong(int field) {
    return value(field) instanceof Long;
  }

  /** Whether a boolean is there and false. */
  boolean isFalse(int field) {
    return Boolean.FALSE.equals(value(field));
  }

  /** A text; empty where there is none. */
  public String text(int field) {
    return value(field) instanceof byte[] bytes ? utf8(bytes) : "";
  }

  /** Bytes, which the caller must not change; null where there are none. */
  byte[] bytes(int field) {
    return value(field) instanceof byte[] bytes ? bytes : null;
  }

  /** A struct; an empty one where there is none. */
  public ThriftStruct struct(int field) {
    return value(field) instanceof ThriftStruct struct ? struct : new ThriftStruct(new TreeMap<>());
  }

  /**
   * The elements of a list or set that are of {@code type}, texts as {@link String}; none where
   * there is no list.
   */
  public <T> List<T> list(int field, Class<T> type) {
    if (!(value(field) instanceof ThriftValue.Elements elements)) {
      return List.of();
    }
    List<T> list = new ArrayList<>(elements.values().size());
    for (Object element : elements.values()) {
      Object shown =
          type == String.class && element instanceof byte[] bytes ? utf8(bytes) : element;
      if (type.isInstance(shown)) {
        list.add(type.cast(shown));
      }
    }
    return list;
  }

  /** The same struct with another number in a field that is there already. */
  ThriftStruct withNumber(int field, long number) {
    ThriftValue old = fields.get((short) field);
    Object value =
        switch (old.type()) {
          case ThriftValue.I64 -> number;
          case ThriftValue.I32 -> Math.toIntExact(number);
          case ThriftValue.I16 -> (short) number;
          default -> throw new IllegalArgumentException("field %d is no number".formatted(field));
        };
    return with(field, new ThriftValue(old.type(), value));
  }

  /** The same struct with other structs in a list. */
  ThriftStruct withStructs(int field, List<ThriftStruct> structs) {
    return with(
        field,
        new ThriftValue(
            ThriftValue.LIST, new ThriftValue.Elements(ThriftValue.STRUCT, List.copyOf(structs))));
  }

  /** The same struct with other texts in a list. */
  ThriftStruct withTexts(int field, List<String> texts) {
    List<byte[]> bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    return with(
        field,
        new ThriftValue(ThriftValue.LIST, new ThriftValue.Elements(ThriftValue.STRING, bytes)));
  }

  /** The same struct with another struct in a field. */
  ThriftStruct withStruct(int field, ThriftStruct struct) {
    return with(field, new ThriftValue(ThriftValue.STRUCT, struct));
  }

  /** The same struct with the fields of some numbers alone. */
  ThriftStruct only(Set<Short> numbers) {
    SortedMap<Short, ThriftValue> some = new TreeMap<>(fields);
    some.keySet().retainAll(numbers);
    return new ThriftStruct(some);
  }

  /** The same struct without some fields. */
  ThriftStruct without(int... numbers) {
    SortedMap<Short, ThriftValue> left = new TreeMap<>(fields);
    for (int number : numbers) {
      left.remove((short) number);
    }
    return new ThriftStruct(left);
  }

  /** The same struct with another text. */
  ThriftStruct withText(int field, String text) {
    return with(field, new ThriftValue(ThriftValue.STRING, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A struct without fields. */
  static ThriftStruct empty() {
    return new ThriftStruct(new TreeMap<>());
  }

  SortedMap<Short, ThriftValue> fields() {
    return fields;
  }

  private ThriftStruct with(int field, ThriftValue value) {
    SortedMap<Short, ThriftValue> changed = new TreeMap<>(fields);
    changed.put((short) field, value);
    return new ThriftStruct(changed);
  }

  private Object value(int field) {
    ThriftValue value = fields.get((short) field);
    return value == null ? null : value.value();
  }

  private static String utf8(byte[] bytes) {
    return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Thrift allocates what a text claims up to a limit of its own, and takes less than nothing. */
  private static final class CheckedTransport extends TIOStreamTransport {
    private final long longest;

    CheckedTransport(InputStream in, long longest) throws TTransportException {
      super(in);
      this.longest = longest;
    }

    @Override
    public void checkReadBytesAvailable(long bytes) throws TTransportException {
      if (bytes < 0 || bytes > longest) {
        throw new TTransportException("a length of %d bytes".formatted(bytes));
      }
      super.checkReadBytesAvailable(bytes);
    }
  }
}
