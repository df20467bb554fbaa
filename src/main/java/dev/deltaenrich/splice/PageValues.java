package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Finds what decodes the values of a chunk's pages. Not thread-safe. */
final class PageValues {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final PrimitiveType type;
  private final boolean oldWriter;
  private DeltaValues.Prefixed previous;

  /**
   * @param oldWriter whether prefixes go on from page to page (PARQUET-246)
   */
  PageValues(PrimitiveType type, boolean oldWriter) {
    this.type = type;
    this.oldWriter = oldWriter;
  }

  /** Dictionary numbers; behind a byte that has their width. */
  static NumberDecoder ids(LeafPage page) throws IOException {
    if (page.from() == page.to()) {
      // A page without any value may lack the width, too.
      return new HybridDecoder(page.bytes(), page.to(), page.to(), 0);
    }
    return new HybridDecoder(
        page.bytes(), page.from() + 1, page.to(), page.bytes()[page.from()] & 0xff);
  }

  /**
   * Values of a page that has some and uses no dictionary.
   *
   * @throws IOException when no such encoding of this type is known
   */
  ValueDecoder of(LeafPage page) throws IOException {
    byte[] bytes = page.bytes();
    int from = page.from();
    int to = page.to();
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    switch (page.encoding()) {
      case PLAIN -> {
        return new PlainDecoder(type, bytes, from, to);
      }
      case RLE -> {
        if (name == PrimitiveTypeName.BOOLEAN) {
          return booleans(page);
        }
      }
      case DELTA_BINARY_PACKED -> {
        if (name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64) {
          return DeltaValues.numbers(bytes, from, to);
        }
      }
      case DELTA_LENGTH_BYTE_ARRAY -> {
        if (name == PrimitiveTypeName.BINARY) {
          return DeltaValues.texts(bytes, from, to, page.levels());
        }
      }
      case DELTA_BYTE_ARRAY -> {
        if (LeafValues.Kind.of(name) == LeafValues.Kind.BYTES) {
          byte[] before = oldWriter && previous != null ? previous.last() : new byte[0];
          previous = DeltaValues.prefixed(bytes, from, to, page.levels(), before);
          return previous;
        }
      }
      case BYTE_STREAM_SPLIT -> {
        if (name != PrimitiveTypeName.BINARY && name != PrimitiveTypeName.BOOLEAN) {
          byte[] plain = joined(bytes, from, to, LeafValues.fixedBytes(type));
          return new PlainDecoder(type, plain, 0, plain.length);
        }
      }
      default -> {}
    }
    throw new IOException("encoding %s of %s".formatted(page.encoding(), name));
  }

  /**
   * First come the first bytes of all values, then the second ones (parquet-format, Encodings.md).
   */
  private static byte[] joined(byte[] bytes, int from, int to, int width) {
    int count = (to - from) / width;
    byte[] plain = new byte[count * width];
    for (int place = 0; place < width; place++) {
      for (int i = 0; i < count; i++) {
        plain[i * width + place] = bytes[from + place * count + i];
      }
    }
    return plain;
  }

  private static ValueDecoder booleans(LeafPage page) throws IOException {
    int from = page.from() + Integer.BYTES;
    int left = page.to() - from;
    int length = left < 0 ? -1 : (int) INTS.get(page.bytes(), page.from());
    if (length < 0 || length > left) {
      throw new EOFException("a page ends within its values");
    }
    HybridDecoder decoder = new HybridDecoder(page.bytes(), from, from + length, 1);
    return (target, count) -> {
      target.ensure(count);
      decoder.read(target.ints, count);
    };
  }
}
