package dev.deltaenrich.splice;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.column.Encoding;
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
  private final LeafShape shape;
  private final boolean oldWriter;
  private final PageDecompressor decompressor;

  private KeyReader(
      Source source,
      ParquetFooter footer,
      KeyColumn key,
      LeafShape shape,
      PageDecompressor decompressor) {
    this.source = source;
    this.footer = footer;
    this.key = key;
    this.groups = footer.groups();
    this.shape = shape;
    this.oldWriter =
        CorruptDeltaByteArrays.requiresSequentialReads(
            footer.file().text(Fields.File.CREATED_BY), Encoding.DELTA_BYTE_ARRAY);
    this.decompressor = decompressor;
  }

  /**
   * Prepares reading; reads nothing yet.
   *
   * @throws NotSpliceableException when Parquet does not understand what the footer says of the key
   */
  static KeyReader open(Configuration conf, Source source, ParquetFooter footer, KeyColumn key)
      throws NotSpliceableException {
    try {
      LeafShape shape = LeafShape.of(FooterSchema.of(key.alone(footer.file())).getColumns().get(0));
      return new KeyReader(source, footer, key, shape, new PageDecompressor(conf));
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

  /**
   * Reads the keys of a row group, in one request. Its pages have to have as many values as it has
   * rows.
   */
  @Override
  public void read(int group, KeySink into) throws IOException {
    ParquetChunk chunk = ParquetChunk.of(key.chunkOf(groups.get(group)));
    long available = footer.start() - chunk.start();
    long length = Math.min(chunk.bytes() + ParquetChunk.UNCOUNTED_HEADER, available);
    byte[] bytes = source.read(chunk.start(), Math.toIntExact(length));
    try {
      KeyPages pages = new KeyPages(pages(chunk, bytes), shape, key.type(), oldWriter);
      into.start(pages.dictionary());
      pages.forEach(into);
      into.end();
    } catch (IOException | RuntimeException e) {
      throw CorruptFile.chunk(source.path(), group, name(), e);
    }
  }

  private ChunkPages pages(ParquetChunk chunk, byte[] bytes) {
    return new ChunkPages(shape, bytes, chunk, decompressor);
  }

  /**
   * Reads which keys a row group has, how often is left open: from the dictionary alone where all
   * pages use it. An entry of a dictionary counts as a key that occurs.
   */
  @Override
  public void readDistinct(int group, KeySink into) throws IOException {
    ThriftStruct struct = key.chunkOf(groups.get(group));
    ParquetChunk chunk = ParquetChunk.of(struct);
    long bytes = DictionaryRange.bytes(struct);
    if (bytes == 0 || bytes > chunk.bytes()) {
      read(group, into);
      return;
    }
    byte[] start = source.read(chunk.start(), Math.toIntExact(bytes));
    try {
      ChunkPages pages = pages(chunk, start);
      pages.readDictionaryAlone();
      into.addEntries(KeyPages.dictionary(pages, key.type()));
    } catch (IOException | RuntimeException e) {
      throw CorruptFile.chunk(source.path(), group, name(), e);
    }
  }

  private String name() {
    return key.name();
  }

  @Override
  public void close() {
    decompressor.release();
  }
}
