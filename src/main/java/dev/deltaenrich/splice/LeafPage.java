package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.bitpacking.ByteBitPackingValuesReader;
import org.apache.parquet.column.values.bitpacking.Packer;
import org.apache.parquet.format.Encoding;

/**
 * A data page, decompressed, with its levels and its values told apart.
 *
 * @param levels how many levels it has: values, nulls and empty lists
 * @param repetition its repetition levels; null where the column has none
 * @param definition its definition levels; null where the column has none
 * @param encoding how its values are encoded
 * @param bytes what holds them; valid until the next page is read
 * @param from where they start
 * @param to where they end
 */
record LeafPage(
    int levels,
    NumberDecoder repetition,
    NumberDecoder definition,
    Encoding encoding,
    byte[] bytes,
    int from,
    int to) {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Of a page v1, whose levels are compressed along with the values. */
  static LeafPage version1(
      ThriftStruct header, int levels, LeafShape shape, byte[] bytes, int from, int to)
      throws IOException {
    LevelsBefore before = new LevelsBefore(bytes, from, to, levels);
    NumberDecoder repetition =
        before.next(shape.maxRepetition(), encoding(header, Fields.Page.REPETITION_ENCODING));
    NumberDecoder definition =
        before.next(shape.maxDefinition(), encoding(header, Fields.Page.DEFINITION_ENCODING));
    return new LeafPage(
        levels,
        repetition,
        definition,
        encoding(header, Fields.Page.ENCODING),
        bytes,
        before.position,
        to);
  }

  static Encoding encoding(ThriftStruct header, int field) throws IOException {
    Encoding encoding = Encoding.findByValue(header.required(field));
    if (encoding == null) {
      throw new IOException("encoding number %d".formatted(header.required(field)));
    }
    return encoding;
  }

  /** The bits of a level. */
  static int bitWidth(int maxLevel) {
    return BytesUtils.getWidthFromMaxInt(maxLevel);
  }

  /** Reads the levels at a page's start. */
  private static final class LevelsBefore {
    private final byte[] bytes;
    private final int end;
    private final int levels;
    private int position;

    LevelsBefore(byte[] bytes, int from, int end, int levels) {
      this.bytes = bytes;
      this.position = from;
      this.end = end;
      this.levels = levels;
    }

    NumberDecoder next(int maxLevel, Encoding encoding) throws IOException {
      if (maxLevel == 0) {
        return null;
      }
      int width = bitWidth(maxLevel);
      return switch (encoding) {
        case RLE -> {
          int length = (int) INTS.get(bytes, take(Integer.BYTES));
          int from = take(length);
          yield new HybridDecoder(bytes, from, position, width);
        }
        case BIT_PACKED -> {
          long packed = ((long) levels * width + Byte.SIZE - 1) / Byte.SIZE;
          int from = take((int) Math.min(Integer.MAX_VALUE, packed));
          yield packed(maxLevel, ByteBuffer.wrap(bytes, from, position - from));
        }
        default -> throw new IOException("levels of encoding " + encoding);
      };
    }

    /** Levels as old writers packed them: the highest bit first. */
    private NumberDecoder packed(int maxLevel, ByteBuffer from) throws IOException {
      ValuesReader reader = new ByteBitPackingValuesReader(maxLevel, Packer.BIG_ENDIAN);
      reader.initFromPage(levels, ByteBufferInputStream.wrap(from));
      return (target, count) -> {
        for (int i = 0; i < count; i++) {
          target[i] = reader.readInteger();
        }
      };
    }

    /** Where a part starts that is passed over. */
    private int take(int length) throws IOException {
      if (length < 0 || length > end - position) {
        throw new EOFException("a page ends within its levels");
      }
      position += length;
      return position - length;
    }
  }
}
