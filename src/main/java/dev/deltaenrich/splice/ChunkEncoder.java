package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Encodes one new column chunk into pages: with a dictionary where that is smaller, else plain. Not
 * thread-safe.
 */
final class ChunkEncoder {
  /**
   * Readers hold a dictionary in memory, and read all of it to skip by it. Parquet's own writer
   * stops at 1 MiB since it cannot know what comes.
   */
  private static final int LARGEST_DICTIONARY = 4 << 20;

  private final PageWriteStore pages;
  private final boolean version2;

  /**
   * @param pages takes the pages
   * @param fileVersion the file's {@code version}, which says what the dictionary's encodings are
   *     called
   */
  ChunkEncoder(PageWriteStore pages, long fileVersion) {
    this.pages = pages;
    this.version2 = fileVersion > 1;
  }

  /** Writes all pages of a chunk. */
  void encode(GroupValues values) throws IOException {
    if (dictionaryIsSmaller(values)) {
      new DictionaryPages(values, pages.getPageWriter(descriptor(values)), version2).write();
    } else {
      writePlain(values);
    }
  }

  private static ColumnDescriptor descriptor(GroupValues values) {
    return schema(values).getColumns().get(0);
  }

  private static MessageType schema(GroupValues values) {
    return new MessageType("added", values.values().type());
  }

  private static boolean dictionaryIsSmaller(GroupValues values) {
    if (values.size() == 0
        || values.values().type().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN) {
      return false;
    }
    long dictionary = dictionaryBytes(values);
    if (dictionary > LARGEST_DICTIONARY) {
      return false;
    }
    long idBits = (long) values.rows() * DictionaryPages.bitWidth(values.size());
    return dictionary + idBits / Byte.SIZE < plainBytes(values);
  }

  static long dictionaryBytes(GroupValues values) {
    long bytes = 0;
    for (int id = 0; id < values.size(); id++) {
      bytes += ValueSink.plainBytes(values.values().type(), values.stored(id));
    }
    return bytes;
  }

  private static long plainBytes(GroupValues values) {
    int[] bytesOfId = new int[values.size()];
    for (int id = 0; id < bytesOfId.length; id++) {
      bytesOfId[id] = ValueSink.plainBytes(values.values().type(), values.stored(id));
    }
    long bytes = 0;
    for (int row = 0; row < values.rows(); row++) {
      int id = values.idOfRow()[values.lookupRows()[row]];
      bytes += id == ColumnValues.NULL ? 0 : bytesOfId[id];
    }
    return bytes;
  }

  /** Leaves all to Parquet's column writer. */
  private void writePlain(GroupValues values) {
    ParquetProperties properties =
        ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withDictionaryEncoding(false)
            .withAllocator(HeapByteBufferAllocator.getInstance())
            .build();
    ColumnWriteStoreV1 store = new ColumnWriteStoreV1(schema(values), pages, properties);
    ColumnWriter column = store.getColumnWriter(descriptor(values));
    for (int row = 0; row < values.rows(); row++) {
      int id = values.idOfRow()[values.lookupRows()[row]];
      if (id == ColumnValues.NULL) {
        column.writeNull(0, 0);
      } else {
        ValueSink.write(column, values.stored(id));
      }
      store.endRecord();
    }
    store.flush();
  }
}
