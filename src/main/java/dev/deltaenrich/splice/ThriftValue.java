package dev.deltaenrich.splice;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.protocol.TStruct;

/**
 * A value as thrift's protocols know it.
 *
 * @param type thrift's number for its type
 * @param value a boxed number or boolean, {@code byte[]} for text and bytes, {@link ThriftStruct},
 *     {@link Elements} or {@link Entries}
 */
record ThriftValue(byte type, Object value) {
  // Thrift's type numbers; the class that has them is not in Parquet's jar.
  static final byte STOP = 0;
  static final byte BOOL = 2;
  static final byte BYTE = 3;
  static final byte DOUBLE = 4;
  static final byte I16 = 6;
  static final byte I32 = 8;
  static final byte I64 = 10;
  static final byte STRING = 11;
  static final byte STRUCT = 12;
  static final byte MAP = 13;
  static final byte SET = 14;
  static final byte LIST = 15;

  private static final int DEEPEST = 32;

  /** A list or a set. */
  record Elements(byte elementType, List<?> values) {}

  /** A map; keys and values by position. */
  record Entries(byte keyType, byte valueType, List<Object> keys, List<Object> values) {}

  static ThriftStruct readStruct(TProtocol in, int depth) throws TException {
    if (depth > DEEPEST) {
      throw new TException("nested too deeply");
    }
    SortedMap<Short, ThriftValue> fields = new TreeMap<>();
    in.readStructBegin();
    for (TField field = in.readFieldBegin(); field.type != STOP; field = in.readFieldBegin()) {
      fields.put(field.id, new ThriftValue(field.type, read(in, field.type, depth)));
      in.readFieldEnd();
    }
    in.readStructEnd();
    return ThriftStruct.ofFields(fields);
  }

  private static Object read(TProtocol in, byte type, int depth) throws TException {
    return switch (type) {
      case BOOL -> in.readBool();
      case BYTE -> in.readByte();
      case DOUBLE -> in.readDouble();
      case I16 -> in.readI16();
      case I32 -> in.readI32();
      case I64 -> in.readI64();
      case STRING -> bytes(in.readBinary());
      case STRUCT -> readStruct(in, depth + 1);
      case LIST, SET -> readElements(in, depth);
      case MAP -> readEntries(in, depth);
      default -> throw new TException("unknown type " + type);
    };
  }

  /** In the compact protocol, sets are written as lists are. */
  private static Elements readElements(TProtocol in, int depth) throws TException {
    TList header = in.readListBegin();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < header.size; i++) {
      values.add(read(in, header.elemType, depth + 1));
    }
    return new Elements(header.elemType, values);
  }

  private static Entries readEntries(TProtocol in, int depth) throws TException {
    TMap header = in.readMapBegin();
    List<Object> keys = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < header.size; i++) {
      keys.add(read(in, header.keyType, depth + 1));
      values.add(read(in, header.valueType, depth + 1));
    }
    return new Entries(header.keyType, header.valueType, keys, values);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  static void writeStruct(TProtocol out, ThriftStruct struct) throws TException {
    out.writeStructBegin(new TStruct());
    for (var field : struct.fields().entrySet()) {
      ThriftValue value = field.getValue();
      out.writeFieldBegin(new TField("", value.type, field.getKey()));
      write(out, value.type, value.value);
      out.writeFieldEnd();
    }
    out.writeFieldStop();
    out.writeStructEnd();
  }

  private static void write(TProtocol out, byte type, Object value) throws TException {
    switch (type) {
      case BOOL -> out.writeBool((Boolean) value);
      case BYTE -> out.writeByte((Byte) value);
      case DOUBLE -> out.writeDouble((Double) value);
      case I16 -> out.writeI16((Short) value);
      case I32 -> out.writeI32((Integer) value);
      case I64 -> out.writeI64((Long) value);
      case STRING -> out.writeBinary(ByteBuffer.wrap((byte[]) value));
      case STRUCT -> writeStruct(out, (ThriftStruct) value);
      case LIST, SET -> writeElements(out, (Elements) value);
      case MAP -> writeEntries(out, (Entries) value);
      default -> throw new TException("unknown type " + type);
    }
  }

  private static void writeElements(TProtocol out, Elements elements) throws TException {
    out.writeListBegin(new TList(elements.elementType, elements.values.size()));
    for (Object element : elements.values) {
      write(out, elements.elementType, element);
    }
  }

  private static void writeEntries(TProtocol out, Entries entries) throws TException {
    out.writeMapBegin(new TMap(entries.keyType, entries.valueType, entries.keys.size()));
    for (int i = 0; i < entries.keys.size(); i++) {
      write(out, entries.keyType, entries.keys.get(i));
      write(out, entries.valueType, entries.values.get(i));
    }
  }
}
