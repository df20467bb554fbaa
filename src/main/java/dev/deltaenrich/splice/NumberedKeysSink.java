package dev.deltaenrich.splice;

import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;

/** Numbers the keys of one row group. Not thread-safe. */
final class NumberedKeysSink implements KeySink {
  private static final int FEW = 1 << 10;
  private static final int[] NO_ROWS = {};

  private final ByteKeys texts = new ByteKeys(FEW);
  private int[] rows = NO_ROWS;
  private int[] numberOfId = NO_ROWS;
  private int count;

  /** What came in so far. */
  NumberedKeys keys() {
    return new NumberedKeys(texts, Arrays.copyOf(rows, count));
  }

  @Override
  public void start(Dictionary entries) {
    numberOfId = new int[entries == null ? 0 : entries.getMaxId() + 1];
    for (int id = 0; id < numberOfId.length; id++) {
      numberOfId[id] = number(entries.decodeToBinary(id).getBytes());
    }
  }

  private int number(byte[] text) {
    int known = texts.find(text, 0, text.length);
    return known == ByteKeys.NONE ? texts.add(text) : known;
  }

  @Override
  public void addEntries(Dictionary entries) {
    throw new IllegalStateException("entries without rows");
  }

  @Override
  public void addIds(ValuesReader levels, ValuesReader ids, int more) {
    int end = makeRoom(more);
    while (count < end) {
      boolean there = levels == null || levels.readInteger() != 0;
      rows[count++] = there ? numberOfId[ids.readValueDictionaryId()] : ByteKeys.NONE;
    }
  }

  @Override
  public void addTexts(ValuesReader levels, ValuesReader values, int more) {
    int end = makeRoom(more);
    while (count < end) {
      boolean there = levels == null || levels.readInteger() != 0;
      rows[count++] = there ? number(values.readBytes().getBytes()) : ByteKeys.NONE;
    }
  }

  @Override
  public void addConstant(byte[] key, int more) {
    int end = makeRoom(more);
    Arrays.fill(rows, count, end, key == null ? ByteKeys.NONE : number(key));
    count = end;
  }

  @Override
  public void end() {
    // All rows are there.
  }

  private int makeRoom(int more) {
    rows = LeafValues.grown(rows, count + more);
    return count + more;
  }
}
