package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Writes one chunk as Parquet's own writer does (1.12, pages v1): with a dictionary as long as that
 * is small and saves bytes, then plain. Not thread-safe.
 */
final class LeafWriter {
  private static final int ROWS_A_PAGE = ParquetProperties.DEFAULT_PAGE_ROW_COUNT_LIMIT;
  private static final int BYTES_A_PAGE = ParquetProperties.DEFAULT_PAGE_SIZE;

  private final LeafShape shape;
  private final PageWriter pages;
  private final PageCut cut;
  private final HybridEncoder repetition;
  private final HybridEncoder definition;
  private final LeafStatistics statistics;
  private final LeafValues gathered;
  private final PlainBytes plain;
  private final boolean bits;
  private LeafDictionary dictionary;
  private LeafDictionary written;
  private int entriesWritten;
  private boolean firstPage = true;
  private int[] ids = {};
  private int values;
  private int levels;
  private int rowsOfPage;
  private long bytesOfPage;
  private long rows;

  LeafWriter(LeafShape shape, PageWriter pages) {
    this.shape = shape;
    this.pages = pages;
    this.cut = new PageCut(shape);
    this.repetition = levels(shape.maxRepetition());
    this.definition = levels(shape.maxDefinition());
    this.statistics = new LeafStatistics(shape.type());
    PrimitiveTypeName name = shape.type().getPrimitiveTypeName();
    this.gathered = new LeafValues(LeafValues.Kind.of(name), 0);
    this.plain = new PlainBytes(name == PrimitiveTypeName.BINARY);
    this.bits = name == PrimitiveTypeName.BOOLEAN;
    this.dictionary = bits ? null : new LeafDictionary(shape.type());
  }

  private static HybridEncoder levels(int maxLevel) {
    return maxLevel == 0 ? null : new HybridEncoder(LeafPage.bitWidth(maxLevel));
  }

  /** Rows so far. */
  long rows() {
    return rows + rowsOfPage;
  }

  /** Appends levels and values. */
  void append(LeafBatch batch) throws IOException {
    int level = 0;
    int value = 0;
    cut.start(batch);
    while (level < batch.levels) {
      boolean full = rowsOfPage >= ROWS_A_PAGE || bytesOfPage >= BYTES_A_PAGE;
      if (full && (shape.maxRepetition() == 0 || batch.repetition[level] == 0)) {
        writePage();
      }
      cut.find(level, value, ROWS_A_PAGE - rowsOfPage, BYTES_A_PAGE - bytesOfPage);
      appendLevels(batch, level, cut.level());
      appendValues(batch, value, cut.value());
      rowsOfPage += cut.rows();
      bytesOfPage += cut.bytes();
      level = cut.level();
      value = cut.value();
    }
  }

  private void appendLevels(LeafBatch batch, int from, int to) {
    if (repetition != null) {
      repetition.add(batch.repetition, from, to);
    }
    if (definition != null && batch.allDefined) {
      definition.addRun(shape.maxDefinition(), to - from);
    } else if (definition != null) {
      definition.add(batch.definition, from, to);
    }
    levels += to - from;
  }

  private void appendValues(LeafBatch batch, int from, int to) {
    ids = dictionary != null || bits ? LeafValues.grown(ids, values + to - from) : ids;
    if (batch.dictionary == null) {
      appendPlain(batch.values, dictionary == null ? from : addValues(batch.values, from, to), to);
      return;
    }
    int done = dictionary == null ? from : addIds(batch, from, to);
    if (done < to) {
      gathered.gather(batch.dictionary.values(), batch.ids, done, to - done);
      appendPlain(gathered, 0, to - done);
    }
  }

  /** Appends values by their numbers, until the dictionary is full. */
  private int addIds(LeafBatch batch, int from, int to) {
    int[] written = batch.dictionary.written();
    for (int i = from; i < to; i++) {
      int id = written[batch.ids[i]];
      if (id < 0) {
        id = dictionary.add(batch.dictionary.values(), batch.ids[i]);
        if (id == LeafDictionary.FULL) {
          giveUpDictionary();
          return i;
        }
        written[batch.ids[i]] = id;
      }
      ids[values++] = id;
    }
    return to;
  }

  private int addValues(LeafValues from, int first, int to) {
    for (int i = first; i < to; i++) {
      int id = dictionary.add(from, i);
      if (id == LeafDictionary.FULL) {
        giveUpDictionary();
        return i;
      }
      ids[values++] = id;
    }
    return to;
  }

  private void appendPlain(LeafValues from, int first, int to) {
    if (first == to) {
      return;
    }
    statistics.add(from, first, to);
    if (bits) {
      System.arraycopy(from.ints, first, ids, values, to - first);
    } else {
      plain.add(from, first, to);
    }
    values += to - first;
  }

  /** The page so far becomes plain; pages that were written stay as they are. */
  private void giveUpDictionary() {
    gathered.gather(dictionary.values(), ids, 0, values);
    dictionary = null;
    int all = values;
    values = 0;
    appendPlain(gathered, 0, all);
  }

  /** Writes what is left, and the dictionary if a page uses one. */
  void end() throws IOException {
    if (levels > 0) {
      writePage();
    }
    if (written != null) {
      PlainBytes entries =
          new PlainBytes(shape.type().getPrimitiveTypeName() == PrimitiveTypeName.BINARY);
      entries.add(written.values(), 0, entriesWritten);
      pages.writeDictionaryPage(
          new DictionaryPage(entries.toInput(), entriesWritten, Encoding.PLAIN_DICTIONARY));
    }
  }

  private void writePage() throws IOException {
    if (dictionary != null && firstPage && !dictionaryPays()) {
      giveUpDictionary();
    }
    firstPage = false;
    BytesInput data = dictionary == null ? plainData() : idData();
    pages.writePage(
        BytesInput.concat(bytes(repetition), bytes(definition), data),
        levels,
        rowsOfPage,
        statistics.take(levels - values),
        encoding(repetition),
        encoding(definition),
        dictionary == null ? Encoding.PLAIN : Encoding.PLAIN_DICTIONARY);
    rows += rowsOfPage;
    reset();
  }

  private void reset() {
    plain.reset();
    values = 0;
    levels = 0;
    rowsOfPage = 0;
    bytesOfPage = 0;
  }

  private static BytesInput bytes(HybridEncoder levels) {
    if (levels == null) {
      return BytesInput.empty();
    }
    BytesInput encoded = levels.take();
    return BytesInput.concat(BytesInput.fromInt((int) encoded.size()), encoded);
  }

  private static Encoding encoding(HybridEncoder levels) {
    // Where there are no levels, readers know by this name.
    return levels == null ? Encoding.BIT_PACKED : Encoding.RLE;
  }

  private boolean dictionaryPays() {
    long plainBytes = 0;
    for (int i = 0; i < values; i++) {
      plainBytes += dictionary.plainBytes(ids[i]);
    }
    long idBits = (long) values * idWidth();
    return dictionary.bytes() + idBits / Byte.SIZE < plainBytes;
  }

  private int idWidth() {
    return BytesUtils.getWidthFromMaxInt(Math.max(0, dictionary.size() - 1));
  }

  private BytesInput plainData() {
    if (bits) {
      plain.addBits(ids, values);
    }
    return plain.toInput();
  }

  private BytesInput idData() {
    int width = idWidth();
    HybridEncoder encoder = new HybridEncoder(width);
    encoder.add(ids, 0, values);
    boolean[] seen = new boolean[dictionary.size()];
    for (int i = 0; i < values; i++) {
      int id = ids[i];
      if (!seen[id]) {
        seen[id] = true;
        statistics.add(dictionary.values(), id, id + 1);
      }
    }
    written = dictionary;
    entriesWritten = dictionary.size();
    return BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), encoder.take());
  }
}
