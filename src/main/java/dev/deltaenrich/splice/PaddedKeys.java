package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/**
 * The keys of a column declared as {@code CHAR(n)}: those of its file, each padded with spaces to n
 * code points, as readers of the table see them. Not thread-safe.
 */
final class PaddedKeys implements FileKeys {
  private final FileKeys keys;
  private final int length;

  PaddedKeys(FileKeys keys, int length) {
    this.keys = keys;
    this.length = length;
  }

  @Override
  public CompressionCodecName codec() {
    return keys.codec();
  }

  @Override
  public int groups() {
    return keys.groups();
  }

  @Override
  public void read(int group, KeySink into) throws IOException {
    keys.read(group, new PaddedSink(into));
  }

  @Override
  public void readDistinct(int group, KeySink into) throws IOException {
    keys.readDistinct(group, new PaddedSink(into));
  }

  @Override
  public void close() throws IOException {
    keys.close();
  }

  private byte[] padded(byte[] utf8) {
    int missing = length - codePoints(utf8);
    if (missing <= 0) {
      return utf8;
    }
    byte[] padded = Arrays.copyOf(utf8, utf8.length + missing);
    Arrays.fill(padded, utf8.length, padded.length, (byte) ' ');
    return padded;
  }

  /** All bytes of a code point but its first are {@code 10xxxxxx} (RFC 3629, section 3). */
  private static int codePoints(byte[] utf8) {
    int codePoints = 0;
    for (byte unit : utf8) {
      codePoints += (unit & 0xC0) == 0x80 ? 0 : 1;
    }
    return codePoints;
  }

  private Binary padded(Binary text) {
    return Binary.fromConstantByteArray(padded(text.getBytesUnsafe()));
  }

  private final class PaddedSink implements KeySink {
    private final KeySink sink;

    PaddedSink(KeySink sink) {
      this.sink = sink;
    }

    @Override
    public void start(Dictionary entries) {
      sink.start(entries == null ? null : new PaddedDictionary(entries));
    }

    @Override
    public void addEntries(Dictionary entries) {
      sink.addEntries(new PaddedDictionary(entries));
    }

    @Override
    public void addIds(ValuesReader levels, ValuesReader ids, int count) {
      sink.addIds(levels, ids, count);
    }

    @Override
    public void addTexts(ValuesReader levels, ValuesReader texts, int count) {
      sink.addTexts(levels, new PaddedTexts(texts), count);
    }

    @Override
    public void addConstant(byte[] key, int count) {
      sink.addConstant(key == null ? null : padded(key), count);
    }

    @Override
    public void end() {
      sink.end();
    }
  }

  private final class PaddedDictionary extends Dictionary {
    private final Dictionary dictionary;

    PaddedDictionary(Dictionary dictionary) {
      super(dictionary.getEncoding());
      this.dictionary = dictionary;
    }

    @Override
    public int getMaxId() {
      return dictionary.getMaxId();
    }

    @Override
    public Binary decodeToBinary(int id) {
      return padded(dictionary.decodeToBinary(id));
    }
  }

  private final class PaddedTexts extends ValuesReader {
    private final ValuesReader texts;

    PaddedTexts(ValuesReader texts) {
      this.texts = texts;
    }

    @Override
    public Binary readBytes() {
      return padded(texts.readBytes());
    }

    @Override
    public void skip() {
      texts.skip();
    }
  }
}
