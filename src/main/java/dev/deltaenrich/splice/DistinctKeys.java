package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyMatch;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;

/**
 * Gathers which keys row groups have, as they are compared, each once and numbered from 0. Not
 * thread-safe.
 */
public final class DistinctKeys {
  private static final int FEW = 1 << 10;

  private final KeyEquality match;
  private final ByteKeys keys = new ByteKeys(FEW);

  /**
   * @param match how keys are compared
   */
  public DistinctKeys(KeyEquality match) {
    this.match = match;
  }

  /** How many there are. */
  public int size() {
    return keys.size();
  }

  /** The UTF-8 of a key, as {@link KeyEquality#normalise} gives it. */
  public byte[] key(int number) {
    return keys.key(number);
  }

  private void add(byte[] utf8) {
    byte[] key =
        match == KeyMatch.EXACT
            ? utf8
            : match
                .normalise(new String(utf8, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    if (keys.find(key, 0, key.length) == ByteKeys.NONE) {
      keys.add(key);
    }
  }

  /** What takes the keys of row groups. */
  KeySink sink() {
    return new Sink();
  }

  private final class Sink implements KeySink {
    private Dictionary dictionary;
    private BitSet usedIds = new BitSet();

    @Override
    public void start(Dictionary entries) {
      dictionary = entries;
      usedIds = new BitSet();
    }

    @Override
    public void addEntries(Dictionary entries) {
      for (int id = 0; id <= entries.getMaxId(); id++) {
        add(entries.decodeToBinary(id).getBytes());
      }
    }

    @Override
    public void addIds(ValuesReader levels, ValuesReader ids, int count) {
      for (int row = 0; row < count; row++) {
        if (levels == null || levels.readInteger() != 0) {
          usedIds.set(ids.readValueDictionaryId());
        }
      }
    }

    @Override
    public void addTexts(ValuesReader levels, ValuesReader texts, int count) {
      for (int row = 0; row < count; row++) {
        if (levels == null || levels.readInteger() != 0) {
          add(texts.readBytes().getBytes());
        }
      }
    }

    @Override
    public void addConstant(byte[] key, int count) {
      if (key != null) {
        add(key);
      }
    }

    @Override
    public void end() {
      usedIds.stream().forEach(id -> add(dictionary.decodeToBinary(id).getBytes()));
    }
  }
}
