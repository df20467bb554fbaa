package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;

/**
 * Writes a chunk whose values are known beforehand: a dictionary in ascending order, then data
 * pages (v1) of ids. Parquet's own encoders and page writer make all bytes; what is left out is its
 * column writer, which would look each value up in a hash table and compare it with the smallest
 * and largest so far. Here, the smallest id of a page is the id of its smallest value.
 */
final class DictionaryPages {
  /** As many as Parquet's own writer puts on one, so that readers can skip in small steps. */
  private static final int ROWS_A_PAGE = ParquetProperties.DEFAULT_PAGE_ROW_COUNT_LIMIT;

  private static final int SLAB = 1 << 12;
  private static final int PAGE_BYTES = ParquetProperties.DEFAULT_PAGE_SIZE;

  private final GroupValues values;
  private final PageWriter pages;
  private final boolean version2;
  private final int width;
  private final ValuesWriter levels =
      new RunLengthBitPackingHybridValuesWriter(
          1, SLAB, PAGE_BYTES, HeapByteBufferAllocator.getInstance());
  private final RunLengthBitPackingHybridEncoder ids;

  DictionaryPages(GroupValues values, PageWriter pages, boolean version2) {
    this.values = values;
    this.pages = pages;
    this.version2 = version2;
    this.width = bitWidth(values.size());
    this.ids =
        new RunLengthBitPackingHybridEncoder(
            width, SLAB, PAGE_BYTES, HeapByteBufferAllocator.getInstance());
  }

  /** The bits of an id. */
  static int bitWidth(int values) {
    return BytesUtils.getWidthFromMaxInt(values - 1);
  }

  void write() throws IOException {
    for (int row = 0; row < values.rows(); row += ROWS_A_PAGE) {
      writePage(row, Math.min(row + ROWS_A_PAGE, values.rows()));
    }
    writeDictionary();
  }

  private void writePage(int from, int to) throws IOException {
    int[] lookupRows = values.lookupRows();
    int[] idOfRow = values.idOfRow();
    int smallest = Integer.MAX_VALUE;
    int largest = ColumnValues.NULL;
    int nulls = 0;
    for (int row = from; row < to; row++) {
      int id = idOfRow[lookupRows[row]];
      if (id == ColumnValues.NULL) {
        levels.writeInteger(0);
        nulls++;
      } else {
        levels.writeInteger(1);
        ids.writeInt(id);
        smallest = Math.min(smallest, id);
        largest = Math.max(largest, id);
      }
    }
    BytesInput page =
        BytesInput.concat(
            levels.getBytes(), BytesInput.from(new byte[] {(byte) width}), ids.toBytes());
    pages.writePage(
        page,
        to - from,
        to - from,
        statistics(smallest, largest, nulls),
        // No column that is not repeated has repetition levels; by this name readers know.
        Encoding.BIT_PACKED,
        Encoding.RLE,
        version2 ? Encoding.RLE_DICTIONARY : Encoding.PLAIN_DICTIONARY);
    levels.reset();
    ids.reset();
  }

  private Statistics<?> statistics(int smallest, int largest, int nulls) {
    Statistics<?> statistics = Statistics.createStats(values.values().type());
    statistics.incrementNumNulls(nulls);
    if (largest != ColumnValues.NULL) {
      ValueSink.update(statistics, values.stored(smallest));
      ValueSink.update(statistics, values.stored(largest));
    }
    return statistics;
  }

  private void writeDictionary() throws IOException {
    ValuesWriter plain =
        ValueSink.plain(
            values.values().type(), Math.toIntExact(ChunkEncoder.dictionaryBytes(values)));
    for (int id = 0; id < values.size(); id++) {
      ValueSink.write(plain, values.stored(id));
    }
    pages.writeDictionaryPage(
        new DictionaryPage(
            plain.getBytes(),
            values.size(),
            version2 ? Encoding.PLAIN : Encoding.PLAIN_DICTIONARY));
  }
}
