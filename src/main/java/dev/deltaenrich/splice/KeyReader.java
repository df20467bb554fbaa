package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.DictionaryPageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Reads the key of a file, row group by row group, and nothing else of it. Pages that carry a
 * checksum are held against it. Not thread-safe.
 */
final class KeyReader implements FileKeys {
  private final Source source;
  private final ParquetFooter footer;
  private final KeyColumn key;
  private final List<ThriftStruct> groups;
  private final KeyFile file;
  private final ParquetFileReader reader;
  private final ColumnDescriptor column;

  private KeyReader(
      Source source, ParquetFooter footer, KeyColumn key, KeyFile file, ParquetFileReader reader) {
    this.source = source;
    this.footer = footer;
    this.key = key;
    this.groups = footer.groups();
    this.file = file;
    this.reader = reader;
    this.column = reader.getFileMetaData().getSchema().getColumns().get(0);
  }

  /**
   * Prepares reading; reads nothing yet.
   *
   * @throws NotSpliceableException when Parquet's reader does not understand what the footer says
   *     of the key
   */
  static KeyReader open(Configuration conf, Source source, ParquetFooter footer, KeyColumn key)
      throws NotSpliceableException {
    KeyFile file =
        new KeyFile(
            source.path().toString(),
            footer.start(),
            ParquetFooter.toFileEnd(key.alone(footer.file())));
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .withCodecFactory(new KeyCodecs(conf))
            .usePageChecksumVerification()
            .build();
    try {
      return new KeyReader(source, footer, key, file, ParquetFileReader.open(file, options));
    } catch (IOException | RuntimeException e) {
      throw new NotSpliceableException(
          Refusal.UNREADABLE_COLUMN, "its footer does not say how to read the key", e);
    }
  }

  /** That of the key. */
  @Override
  public CompressionCodecName codec() {
    return groups.isEmpty()
        ? CompressionCodecName.SNAPPY
        : ParquetChunk.of(key.chunkOf(groups.get(0))).codecForMore();
  }

  @Override
  public int groups() {
    return groups.size();
  }

  /** The rows of a row group, by the footer. */
  int rows(int group) {
    return Math.toIntExact(groups.get(group).number(Fields.Group.ROWS));
  }

  /**
   * Reads the keys of a row group, in one request. Its pages have to have as many values as it has
   * rows.
   */
  @Override
  public void read(int group, KeySink into) throws IOException {
    ParquetChunk chunk = ParquetChunk.of(key.chunkOf(groups.get(group)));
    long available = footer.start() - chunk.start();
    long length = Math.min(chunk.bytes() + ParquetChunk.UNCOUNTED_HEADER, available);
    file.put(chunk.start(), source.read(chunk.start(), Math.toIntExact(length)));
    try {
      KeyPages pages = KeyPages.of(reader.readRowGroup(group), column, writer());
      into.start(rows(group), pages.dictionary());
      pages.forEach(into);
      into.end();
    } catch (IOException | RuntimeException e) {
      throw CorruptFile.chunk(source.path(), group, name(), e);
    }
  }

  /**
   * Reads which keys a row group has, how often is left open: from the dictionary alone where all
   * pages use it. An entry of a dictionary counts as a key that occurs.
   */
  @Override
  public void readDistinct(int group, KeySink into) throws IOException {
    ThriftStruct chunk = key.chunkOf(groups.get(group));
    long bytes = DictionaryRange.bytes(chunk);
    if (bytes == 0) {
      read(group, into);
      return;
    }
    long start = ParquetChunk.of(chunk).start();
    file.put(start, source.read(start, Math.toIntExact(bytes)));
    try {
      DictionaryPageReadStore dictionaries = reader.getDictionaryReader(group);
      DictionaryPage page = dictionaries.readDictionaryPage(column);
      if (page == null) {
        throw new IOException("there is no dictionary where the footer has one");
      }
      into.addEntries(KeyPages.decoded(column, page));
    } catch (IOException | RuntimeException e) {
      throw CorruptFile.chunk(source.path(), group, name(), e);
    }
  }

  private String name() {
    return key.element().text(Fields.Element.NAME);
  }

  private String writer() {
    return reader.getFileMetaData().getCreatedBy();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
