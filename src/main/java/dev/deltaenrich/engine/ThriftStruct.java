package dev.deltaenrich.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * A thrift struct by field number, whatever its numbers mean. Parquet's own classes refuse a struct
 * whose enum has a value they do not know; here it is a number, which can be told to the user.
 */
final class ThriftStruct {
  private static final int DEEPEST = 32;

  // Thrift's type numbers; the class that has them is not in Parquet's jar.
  private static final byte STOP = 0;
  private static final byte BOOL = 2;
  private static final byte BYTE = 3;
  private static final byte DOUBLE = 4;
  private static final byte I16 = 6;
  private static final byte I32 = 8;
  private static final byte I64 = 10;
  private static final byte STRING = 11;
  private static final byte STRUCT = 12;
  private static final byte MAP = 13;
  private static final byte SET = 14;
  private static final byte LIST = 15;

  private final Map<Short, Object> fields = new HashMap<>();

  private ThriftStruct() {}

  /**
   * Reads one struct of the compact protocol.
   *
   * @throws IOException when the bytes are none
   */
  static ThriftStruct read(InputStream in) throws IOException {
    try {
      return struct(new TCompactProtocol(new TIOStreamTransport(in)), 0);
    } catch (TException | RuntimeException e) {
      throw new IOException("no thrift struct: " + e.getMessage(), e);
    }
  }

  boolean has(int field) {
    return fields.containsKey((short) field);
  }

  /** A number; 0 where there is none. */
  long number(int field) {
    return get(field, Number.class, 0).longValue();
  }

  /** A text; empty where there is none. */
  String text(int field) {
    return get(field, String.class, "");
  }

  /** A struct; an empty one where there is none. */
  ThriftStruct struct(int field) {
    return get(field, ThriftStruct.class, new ThriftStruct());
  }

  /** The elements of a list that are of {@code type}; none where there is no list. */
  <T> List<T> list(int field, Class<T> type) {
    return get(field, List.class, List.<T>of()).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private <T> T get(int field, Class<T> type, T absent) {
    Object value = fields.get((short) field);
    return type.isInstance(value) ? type.cast(value) : absent;
  }

  private static ThriftStruct struct(TProtocol in, int depth) throws TException {
    if (depth > DEEPEST) {
      throw new TException("nested too deeply");
    }
    ThriftStruct struct = new ThriftStruct();
    in.readStructBegin();
    for (TField field = in.readFieldBegin(); field.type != STOP; field = in.readFieldBegin()) {
      struct.fields.put(field.id, value(in, field.type, depth));
      in.readFieldEnd();
    }
    in.readStructEnd();
    return struct;
  }

  private static Object value(TProtocol in, byte type, int depth) throws TException {
    return switch (type) {
      case BOOL -> in.readBool();
      case BYTE -> in.readByte();
      case DOUBLE -> in.readDouble();
      case I16 -> in.readI16();
      case I32 -> in.readI32();
      case I64 -> in.readI64();
      case STRING -> text(in.readBinary());
      case STRUCT -> struct(in, depth + 1);
      case LIST, SET -> list(in, depth);
      case MAP -> map(in, depth);
      default -> throw new TException("unknown type " + type);
    };
  }

  private static List<Object> list(TProtocol in, int depth) throws TException {
    TList header = in.readListBegin();
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < header.size; i++) {
      list.add(value(in, header.elemType, depth));
    }
    in.readListEnd();
    return list;
  }

  private static Map<Object, Object> map(TProtocol in, int depth) throws TException {
    TMap header = in.readMapBegin();
    Map<Object, Object> map = new HashMap<>();
    for (int i = 0; i < header.size; i++) {
      map.put(value(in, header.keyType, depth), value(in, header.valueType, depth));
    }
    in.readMapEnd();
    return map;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
