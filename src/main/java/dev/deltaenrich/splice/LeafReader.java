package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.BitSet;
import org.apache.parquet.format.Encoding;

/**
 * Reads one leaf column of one row group, a batch of levels at a time, without the rows that are
 * left out. Not thread-safe.
 */
final class LeafReader {
  private final LeafBridge bridge;
  private final LeafShape shape;
  private final BitSet leftOut;
  private final LeafBatch batch;
  private final PageValues decoders;
  private final LeafValues decoded;
  private final LeafValues converted;
  private int row = -1;
  private boolean rowStays;

  /**
   * @param wanted what is written
   * @param oldWriter whether the writer is one whose prefixes go on from page to page (PARQUET-246)
   */
  LeafReader(
      LeafBridge bridge, LeafShape wanted, BitSet leftOut, boolean oldWriter, LeafBatch batch) {
    this.bridge = bridge;
    this.shape = bridge.shape();
    this.leftOut = leftOut;
    this.batch = batch;
    this.decoders = new PageValues(shape.type(), oldWriter);
    this.decoded = new LeafValues(kind(shape), 0);
    this.converted =
        bridge.conversion() == LeafConversion.NONE ? decoded : new LeafValues(kind(wanted), 0);
  }

  private static LeafValues.Kind kind(LeafShape shape) {
    return LeafValues.Kind.of(shape.type().getPrimitiveTypeName());
  }

  /**
   * Reads all pages.
   *
   * @param rows how many rows the row group has
   * @throws IOException when the pages do not hold as many, or do not decode
   */
  void read(ChunkPages pages, long rows, LeafWriter into) throws IOException {
    SourceDictionary dictionary = null;
    for (LeafPage page = pages.next(); page != null; page = pages.next()) {
      if (dictionary == null && pages.dictionary() != null) {
        dictionary = dictionary(pages);
      }
      read(page, dictionary, into);
    }
    if (row + 1L != rows) {
      throw new IOException("its pages have %d rows, its row group %d".formatted(row + 1L, rows));
    }
  }

  private SourceDictionary dictionary(ChunkPages pages) throws IOException {
    LeafValues values = pages.dictionary();
    if (bridge.conversion() != LeafConversion.NONE) {
      values = new LeafValues(converted.kind, 0);
      bridge.conversion().convert(pages.dictionary(), values, pages.dictionarySize());
    }
    return SourceDictionary.of(values, pages.dictionarySize());
  }

  private void read(LeafPage page, SourceDictionary dictionary, LeafWriter into)
      throws IOException {
    boolean byIds = isDictionary(page.encoding());
    if (byIds && dictionary == null) {
      throw new IOException("a page uses a dictionary that is not there");
    }
    batch.dictionary = byIds ? dictionary : null;
    batch.values = converted;
    NumberDecoder ids = null;
    ValueDecoder values = null;
    for (int done = 0; done < page.levels(); done += LeafBatch.LEVELS) {
      int levels = Math.min(page.levels() - done, LeafBatch.LEVELS);
      readLevels(page, levels);
      if (byIds) {
        ids = ids == null ? PageValues.ids(page) : ids;
        readIds(ids, dictionary.size());
      } else if (batch.count > 0) {
        values = values == null ? decoders.of(page) : values;
        values.read(decoded, batch.count);
        bridge.conversion().convert(decoded, converted, batch.count);
      }
      leaveOut();
      into.append(batch);
    }
  }

  private static boolean isDictionary(Encoding encoding) {
    return encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
  }

  private void readLevels(LeafPage page, int levels) throws IOException {
    batch.levels = levels;
    if (page.repetition() != null) {
      page.repetition().read(batch.repetition, levels);
      requireAtMost(batch.repetition, levels, shape.maxRepetition());
    }
    batch.count = levels;
    batch.allDefined =
        page.definition() == null || page.definition().skipRun(shape.maxDefinition(), levels);
    if (!batch.allDefined) {
      page.definition().read(batch.definition, levels);
      batch.count = countAt(shape.maxDefinition(), levels);
      mapLevels(levels);
    }
  }

  private int countAt(int maxLevel, int levels) throws IOException {
    int[] definition = batch.definition;
    requireAtMost(definition, levels, maxLevel);
    int count = 0;
    for (int i = 0; i < levels; i++) {
      count += definition[i] == maxLevel ? 1 : 0;
    }
    return count;
  }

  private static void requireAtMost(int[] numbers, int count, int most) throws IOException {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, numbers[i]);
    }
    if (largest > most) {
      throw new IOException("level %d where %d is the highest".formatted(largest, most));
    }
  }

  private void mapLevels(int levels) {
    int[] map = bridge.levels();
    if (map == null) {
      return;
    }
    int[] definition = batch.definition;
    for (int i = 0; i < levels; i++) {
      definition[i] = map[definition[i]];
    }
  }

  private void readIds(NumberDecoder decoder, int size) throws IOException {
    int[] ids = batch.ids;
    decoder.read(ids, batch.count);
    int wrong = 0;
    for (int i = 0; i < batch.count; i++) {
      wrong |= size - 1 - ids[i] | ids[i];
    }
    if (wrong < 0) {
      throw new IOException("a number outside of a dictionary of %d values".formatted(size));
    }
  }

  private void leaveOut() throws IOException {
    boolean flat = shape.maxRepetition() == 0;
    if (row < 0 && !flat && batch.repetition[0] != 0) {
      throw new IOException("its first row starts in its middle");
    }
    int next = leftOut.nextSetBit(Math.max(row, 0));
    boolean allStay = next < 0 || next > (long) row + batch.levels;
    if (allStay) {
      row += flat ? batch.levels : rowStarts();
      rowStays = true;
      return;
    }
    if (flat) {
      leaveOutOfFlat();
    } else {
      leaveOutOfNested();
    }
  }

  /** A row is a level, so what lies between two rows that are left out moves as a whole. */
  private void leaveOutOfFlat() {
    int first = row + 1;
    int end = first + batch.levels;
    int keptLevels = 0;
    int keptValues = 0;
    int value = 0;
    int passed = first;
    for (int from = leftOut.nextClearBit(first); from < end; ) {
      int clear = leftOut.nextSetBit(from);
      int to = clear < 0 ? end : Math.min(clear, end);
      value += valuesBetween(passed - first, from - first);
      int values = valuesBetween(from - first, to - first);
      if (!batch.allDefined) {
        System.arraycopy(batch.definition, from - first, batch.definition, keptLevels, to - from);
      }
      moveValues(value, keptValues, values);
      keptLevels += to - from;
      keptValues += values;
      value += values;
      passed = to;
      from = leftOut.nextClearBit(to);
    }
    row += batch.levels;
    batch.levels = keptLevels;
    batch.count = keptValues;
  }

  private int valuesBetween(int from, int to) {
    if (batch.allDefined) {
      return to - from;
    }
    int wantedMax = wantedMax();
    int count = 0;
    for (int i = from; i < to; i++) {
      count += batch.definition[i] == wantedMax ? 1 : 0;
    }
    return count;
  }

  private void moveValues(int from, int to, int count) {
    if (batch.dictionary == null) {
      converted.move(from, to, count);
    } else {
      System.arraycopy(batch.ids, from, batch.ids, to, count);
    }
  }

  private void leaveOutOfNested() {
    int keptLevels = 0;
    int keptValues = 0;
    int value = 0;
    int wantedMax = wantedMax();
    for (int i = 0; i < batch.levels; i++) {
      if (batch.repetition[i] == 0) {
        rowStays = !leftOut.get(++row);
      }
      boolean hasValue = batch.allDefined || batch.definition[i] == wantedMax;
      if (rowStays) {
        batch.repetition[keptLevels] = batch.repetition[i];
        batch.definition[keptLevels++] = batch.definition[i];
        batch.kept[keptValues] = value;
        keptValues += hasValue ? 1 : 0;
      }
      value += hasValue ? 1 : 0;
    }
    keepValues(keptValues);
    batch.levels = keptLevels;
  }

  private int wantedMax() {
    return bridge.levels() == null
        ? shape.maxDefinition()
        : bridge.levels()[bridge.levels().length - 1];
  }

  private int rowStarts() {
    int starts = 0;
    for (int i = 0; i < batch.levels; i++) {
      starts += batch.repetition[i] == 0 ? 1 : 0;
    }
    return starts;
  }

  private void keepValues(int keptValues) {
    batch.count = keptValues;
    if (batch.dictionary == null) {
      converted.keep(batch.kept, keptValues);
      return;
    }
    for (int i = 0; i < keptValues; i++) {
      batch.ids[i] = batch.ids[batch.kept[i]];
    }
  }
}
