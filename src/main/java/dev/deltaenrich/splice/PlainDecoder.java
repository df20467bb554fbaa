package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Decodes values of the encoding PLAIN, which dictionary pages have as well. */
final class PlainDecoder implements ValueDecoder {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final PrimitiveTypeName type;
  private final int fixedBytes;
  private final byte[] bytes;
  private final int end;
  private int position;
  private int bit;

  PlainDecoder(PrimitiveType type, byte[] bytes, int from, int to) {
    this.type = type.getPrimitiveTypeName();
    this.fixedBytes = LeafValues.fixedBytes(type);
    this.bytes = bytes;
    this.position = from;
    this.end = to;
  }

  @Override
  public void read(LeafValues target, int count) throws IOException {
    target.ensure(count);
    target.bytes = bytes;
    target.lengthsBefore = type == PrimitiveTypeName.BINARY;
    switch (type) {
      case BOOLEAN -> readBits(target.ints, count);
      case BINARY -> readTexts(target.offsets, target.lengths, count);
      default -> readFixed(target, count);
    }
  }

  private void readFixed(LeafValues target, int count) throws IOException {
    if (end - position < (long) count * fixedBytes) {
      throw ended();
    }
    int at = position;
    switch (target.kind) {
      case INT -> {
        int[] ints = target.ints;
        for (int i = 0; i < count; i++) {
          ints[i] = (int) INTS.get(bytes, at + i * Integer.BYTES);
        }
      }
      case LONG -> {
        long[] longs = target.longs;
        for (int i = 0; i < count; i++) {
          longs[i] = (long) LONGS.get(bytes, at + i * Long.BYTES);
        }
      }
      case BYTES -> {
        for (int i = 0; i < count; i++) {
          target.offsets[i] = at + i * fixedBytes;
          target.lengths[i] = fixedBytes;
        }
      }
    }
    position += count * fixedBytes;
  }

  private void readTexts(int[] offsets, int[] lengths, int count) throws IOException {
    int at = position;
    for (int i = 0; i < count; i++) {
      if (end - at < Integer.BYTES) {
        throw ended();
      }
      int length = (int) INTS.get(bytes, at);
      at += Integer.BYTES;
      if (length < 0 || length > end - at) {
        throw ended();
      }
      offsets[i] = at;
      lengths[i] = length;
      at += length;
    }
    position = at;
  }

  private void readBits(int[] target, int count) throws IOException {
    if ((end - position) * (long) Byte.SIZE - bit < count) {
      throw ended();
    }
    for (int i = 0; i < count; i++) {
      target[i] = bytes[position + (bit >> 3)] >> (bit & 7) & 1;
      bit++;
    }
    position += bit >> 3;
    bit &= 7;
  }

  private static EOFException ended() {
    return new EOFException("a page ends within its values");
  }
}
