package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;

/**
 * The pages of one key chunk, decoded some rows at a time: a reader of single rows would cost more
 * than all the rest, and Parquet's own decoders allocate what headers claim. Not thread-safe.
 */
final class KeyPages {
  private static final int ROWS = LeafBatch.LEVELS;

  private final ChunkPages pages;
  private final LeafShape shape;
  private final KeyType type;
  private final PageValues decoders;
  private final Dictionary dictionary;
  private final int[] levels = new int[ROWS];
  private final int[] ids = new int[ROWS];
  private final LeafValues values;
  private LeafPage page;

  /**
   * Reads up to the first data page.
   *
   * @param type what the values are
   * @param oldWriter whether the writer is one whose prefixes go on from page to page (PARQUET-246)
   */
  KeyPages(ChunkPages pages, LeafShape shape, KeyType type, boolean oldWriter) throws IOException {
    this.pages = pages;
    this.shape = shape;
    this.type = type;
    this.values = new LeafValues(LeafValues.Kind.of(shape.type().getPrimitiveTypeName()), 0);
    this.decoders = new PageValues(shape.type(), oldWriter);
    this.page = pages.next();
    this.dictionary = dictionary(pages, type);
  }

  /** The dictionary that a chunk's pages had so far; null where there was none. */
  static Dictionary dictionary(ChunkPages pages, KeyType type) {
    return pages.dictionary() == null
        ? null
        : new Entries(pages.dictionary(), type, pages.dictionarySize());
  }

  /** The dictionary, or null. */
  Dictionary dictionary() {
    return dictionary;
  }

  /** Decodes page after page. Once only. */
  void forEach(KeySink into) throws IOException {
    for (; page != null; page = pages.next()) {
      if (page.encoding() == org.apache.parquet.format.Encoding.PLAIN_DICTIONARY
          || page.encoding() == org.apache.parquet.format.Encoding.RLE_DICTIONARY) {
        readIds(into);
      } else {
        readTexts(into);
      }
    }
  }

  private void readIds(KeySink into) throws IOException {
    if (dictionary == null) {
      throw new IOException("a page uses a dictionary that is not there");
    }
    NumberDecoder decoder = PageValues.ids(page);
    for (int done = 0; done < page.levels(); done += ROWS) {
      int rows = Math.min(page.levels() - done, ROWS);
      int count = readLevels(rows);
      decoder.read(ids, count);
      requireInside(count);
      into.addIds(definition(), new Numbers(ids), rows);
    }
  }

  private void readTexts(KeySink into) throws IOException {
    ValueDecoder decoder = null;
    for (int done = 0; done < page.levels(); done += ROWS) {
      int rows = Math.min(page.levels() - done, ROWS);
      int count = readLevels(rows);
      if (count > 0) {
        // A page of nulls alone may lack what a decoder looks for.
        decoder = decoder == null ? decoders.of(page) : decoder;
        decoder.read(values, count);
      }
      into.addTexts(definition(), new Texts(values, type), rows);
    }
  }

  /** Reads levels of rows; returns how many have a key. */
  private int readLevels(int rows) throws IOException {
    if (page.definition() == null) {
      return rows;
    }
    page.definition().read(levels, rows);
    int keys = 0;
    for (int row = 0; row < rows; row++) {
      if (levels[row] > shape.maxDefinition()) {
        throw new IOException(
            "level %d where %d is the highest".formatted(levels[row], shape.maxDefinition()));
      }
      // A struct around the key may be what is null.
      levels[row] = levels[row] == shape.maxDefinition() ? 1 : 0;
      keys += levels[row];
    }
    return keys;
  }

  private ValuesReader definition() {
    return page.definition() == null ? null : new Numbers(levels);
  }

  private void requireInside(int count) throws IOException {
    int size = dictionary.getMaxId() + 1;
    for (int i = 0; i < count; i++) {
      if (ids[i] < 0 || ids[i] >= size) {
        throw new IOException("a number outside of a dictionary of %d values".formatted(size));
      }
    }
  }

  /** Values that were decoded, as texts. */
  private static final class Texts extends ValuesReader {
    private final LeafValues values;
    private final KeyType type;
    private int next;

    Texts(LeafValues values, KeyType type) {
      this.values = values;
      this.type = type;
    }

    @Override
    public Binary readBytes() {
      return text(values, next++, type);
    }

    @Override
    public long readLong() {
      return values.longs[next++];
    }

    @Override
    public int readInteger() {
      return values.ints[next++];
    }

    @Override
    public void skip() {
      next++;
    }
  }

  private static final class Entries extends Dictionary {
    private final LeafValues values;
    private final KeyType type;
    private final int size;

    Entries(LeafValues values, KeyType type, int size) {
      super(Encoding.PLAIN);
      this.values = values;
      this.type = type;
      this.size = size;
    }

    @Override
    public int getMaxId() {
      return size - 1;
    }

    @Override
    public Binary decodeToBinary(int id) {
      return text(values, id, type);
    }

    @Override
    public long decodeToLong(int id) {
      return values.longs[id];
    }

    @Override
    public int decodeToInt(int id) {
      return values.ints[id];
    }
  }

  private static Binary text(LeafValues values, int position, KeyType type) {
    return switch (values.kind) {
      // Readers of a reused array copy what they take.
      case BYTES ->
          type == KeyType.INTEGER
              ? text(whole(values, position).toString())
              : Binary.fromReusedByteArray(
                  values.bytes, values.offsets[position], values.lengths[position]);
      case INT -> text(type.text(values.ints[position]));
      case LONG -> text(type.text(values.longs[position]));
    };
  }

  /** A decimal without a fraction. */
  private static BigInteger whole(LeafValues values, int position) {
    return new BigInteger(values.bytes, values.offsets[position], values.lengths[position]);
  }

  private static Binary text(String ascii) {
    return Binary.fromConstantByteArray(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
