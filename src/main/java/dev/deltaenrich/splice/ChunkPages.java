package dev.deltaenrich.splice;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The pages of one column chunk that was read whole, one after the other. Checksums are held
 * against the bytes where there are any. Not thread-safe.
 */
final class ChunkPages {
  private final LeafShape shape;
  private final byte[] chunk;
  private final CompressionCodec codec;
  private final PageDecompressor decompressor;
  private int position;
  private long end;
  private long levelsLeft;
  private ThriftStruct header;
  private int bodyStart;
  private LeafValues dictionary;
  private int dictionarySize;

  /**
   * @param chunk its bytes, and those behind it that the footer may not have counted
   * @param described what the footer says of it
   */
  ChunkPages(LeafShape shape, byte[] chunk, ParquetChunk described, PageDecompressor decompressor) {
    this.shape = shape;
    this.chunk = chunk;
    this.end = described.bytes();
    this.levelsLeft = described.values();
    this.codec = CompressionCodec.findByValue(described.codec());
    this.decompressor = decompressor;
  }

  /** The dictionary's values, or null; known when the first data page was read. */
  LeafValues dictionary() {
    return dictionary;
  }

  int dictionarySize() {
    return dictionarySize;
  }

  /**
   * The next data page, or null after the last.
   *
   * @throws IOException when the bytes are no page, or there are other levels than the footer says
   */
  LeafPage next() throws IOException {
    while (levelsLeft > 0) {
      readHeader();
      PageType type = PageType.findByValue(header.required(Fields.Page.TYPE));
      if (type == PageType.DATA_PAGE) {
        return version1();
      }
      if (type == PageType.DATA_PAGE_V2) {
        return version2();
      }
      if (type == PageType.DICTIONARY_PAGE) {
        readDictionary();
      }
    }
    return null;
  }

  /**
   * Reads the dictionary of a chunk of which only that is there.
   *
   * @throws IOException when the bytes are no dictionary
   */
  void readDictionaryAlone() throws IOException {
    readHeader();
    if (header.required(Fields.Page.TYPE) != PageType.DICTIONARY_PAGE.getValue()) {
      throw new IOException("there is no dictionary where the footer has one");
    }
    readDictionary();
  }

  private void readHeader() throws IOException {
    int left = (int) Math.max(0, Math.min(chunk.length, end) - position);
    ByteArrayInputStream in = new ByteArrayInputStream(chunk, position, left);
    header = ThriftStruct.read(in);
    bodyStart = position + left - in.available();
    if (header.required(Fields.Page.TYPE) == PageType.DICTIONARY_PAGE.getValue()) {
      // Some writers did not count the dictionary's header, see ParquetChunk.UNCOUNTED_HEADER. All
      // other bytes behind the chunk belong to the next chunk.
      end += bodyStart - position;
    }
    int length = header.required(Fields.Page.COMPRESSED_BYTES);
    if (length < 0 || length > Math.min(chunk.length, end) - bodyStart) {
      throw new EOFException("a page of %d bytes ends behind its chunk".formatted(length));
    }
    position = bodyStart + length;
    if (header.required(Fields.Page.UNCOMPRESSED_BYTES) < 0) {
      throw new IOException("a page of negative size");
    }
    if (header.has(Fields.Page.CRC)) {
      CRC32 crc = new CRC32();
      crc.update(chunk, bodyStart, position - bodyStart);
      if ((int) crc.getValue() != (int) header.number(Fields.Page.CRC)) {
        throw new IOException("a page has another checksum than its header says");
      }
    }
  }

  private int levels(ThriftStruct page) throws IOException {
    int levels = page.required(Fields.Page.VALUES);
    if (levels < 0 || levels > levelsLeft) {
      throw new IOException(
          "a page has %d values where the footer has %d more".formatted(levels, levelsLeft));
    }
    levelsLeft -= levels;
    return levels;
  }

  private LeafPage version1() throws IOException {
    ThriftStruct page = header.struct(Fields.Page.DATA_PAGE);
    int levels = levels(page);
    int size = header.required(Fields.Page.UNCOMPRESSED_BYTES);
    if (codec == CompressionCodec.UNCOMPRESSED) {
      return LeafPage.version1(page, levels, shape, chunk, bodyStart, position);
    }
    byte[] body = decompressor.decompress(codec, chunk, bodyStart, position, size);
    return LeafPage.version1(page, levels, shape, body, 0, size);
  }

  private LeafPage version2() throws IOException {
    ThriftStruct page = header.struct(Fields.Page.DATA_PAGE_V2);
    int levels = levels(page);
    long repetition = page.required(Fields.Page.REPETITION_BYTES_V2);
    long definition = page.required(Fields.Page.DEFINITION_BYTES_V2);
    long size = header.required(Fields.Page.UNCOMPRESSED_BYTES) - repetition - definition;
    if (repetition < 0
        || definition < 0
        || size < 0
        || repetition + definition > position - bodyStart) {
      throw new EOFException("a page ends within its levels");
    }
    int definitionStart = bodyStart + (int) repetition;
    int values = definitionStart + (int) definition;
    boolean plain =
        codec == CompressionCodec.UNCOMPRESSED || page.isFalse(Fields.Page.IS_COMPRESSED_V2);
    return new LeafPage(
        levels,
        levels(shape.maxRepetition(), bodyStart, definitionStart),
        levels(shape.maxDefinition(), definitionStart, values),
        LeafPage.encoding(page, Fields.Page.ENCODING_V2),
        plain ? chunk : decompressor.decompress(codec, chunk, values, position, (int) size),
        plain ? values : 0,
        plain ? position : (int) size);
  }

  private NumberDecoder levels(int maxLevel, int from, int to) throws IOException {
    return maxLevel == 0 ? null : new HybridDecoder(chunk, from, to, LeafPage.bitWidth(maxLevel));
  }

  private void readDictionary() throws IOException {
    if (dictionary != null) {
      throw new IOException("a second dictionary");
    }
    ThriftStruct page = header.struct(Fields.Page.DICTIONARY_PAGE);
    Encoding encoding = LeafPage.encoding(page, Fields.Page.ENCODING);
    PrimitiveTypeName type = shape.type().getPrimitiveTypeName();
    boolean plain = encoding == Encoding.PLAIN || encoding == Encoding.PLAIN_DICTIONARY;
    if (!plain || type == PrimitiveTypeName.BOOLEAN) {
      throw new IOException("a dictionary of %s, encoding %s".formatted(type, encoding));
    }
    int values = page.required(Fields.Page.VALUES);
    int size = header.required(Fields.Page.UNCOMPRESSED_BYTES);
    byte[] body = Arrays.copyOfRange(chunk, bodyStart, position);
    if (codec != CompressionCodec.UNCOMPRESSED) {
      byte[] shared = decompressor.decompress(codec, chunk, bodyStart, position, size);
      body = Arrays.copyOf(shared, size);
    }
    if (values < 0 || values > body.length) {
      throw new IOException("a dictionary of %d values".formatted(values));
    }
    dictionarySize = values;
    dictionary = new LeafValues(LeafValues.Kind.of(type), 0);
    new PlainDecoder(shape.type(), body, 0, body.length).read(dictionary, dictionarySize);
  }
}
