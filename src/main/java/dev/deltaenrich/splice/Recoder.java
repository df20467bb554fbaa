package dev.deltaenrich.splice;

import dev.deltaenrich.failure.EnrichException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Makes one row group of several ones, then the next: levels and values are read and written, no
 * row is ever assembled. For row groups whose bytes cannot stay as they are. Not thread-safe.
 */
final class Recoder implements Closeable {
  private final MessageType wanted;
  private final List<ColumnDescriptor> columns;

  /** By what footers say of columns and writer: many sources have few schemas. */
  private final Map<ByteBuffer, LeafBridges> known = new HashMap<>();

  private final PageDecompressor decompressor;
  private final CodecFactory codecs;
  private final CodecFactory.BytesCompressor compressor;
  private final LeafBatch batch = new LeafBatch();
  private final List<ColumnChunkPageWriteStore> pages = new ArrayList<>();
  private final List<LeafWriter> writers = new ArrayList<>();
  private long rows;

  /**
   * @param wanted what columns the row groups become
   * @param codec how they are compressed
   */
  Recoder(Configuration conf, MessageType wanted, CompressionCodecName codec) {
    this.wanted = wanted;
    this.columns = wanted.getColumns();
    this.decompressor = new PageDecompressor(conf);
    this.codecs = new CodecFactory(conf, ParquetProperties.DEFAULT_PAGE_SIZE);
    this.compressor = codecs.getCompressor(codec);
  }

  /**
   * Finds what the wanted columns of a row group are made of; reads nothing of any chunk.
   *
   * @throws NotRecodableException when a wanted column cannot be made
   */
  GroupChunks open(RecodedGroup group) throws NotRecodableException {
    ThriftStruct file = group.footer().file();
    ByteBuffer schema = ByteBuffer.wrap(FooterSchema.bytes(file));
    LeafBridges bridges = known.get(schema);
    if (bridges == null) {
      bridges = LeafBridges.of(file, wanted);
      known.put(schema, bridges);
    }
    return GroupChunks.of(group, bridges, decompressor);
  }

  /**
   * Appends the rows of a row group that stay. Reads one chunk at a time, in one request each, and
   * holds what it wrote in memory.
   *
   * @param source what {@link #open} returned; not needed any more
   * @throws EnrichException FILE_CORRUPT, naming file, row group and column, when a chunk does not
   *     decode to as many rows as its row group has
   * @throws IOException when the store fails
   */
  void add(GroupChunks source) throws IOException {
    for (int leaf = writers.size(); leaf < columns.size(); leaf++) {
      start(columns.get(leaf));
    }
    rows += source.keptRows();
    for (int leaf = 0; leaf < writers.size(); leaf++) {
      source.read(leaf, batch, writers.get(leaf));
    }
  }

  /** How many rows wait for {@link #finish}. */
  long rows() {
    return rows;
  }

  private void start(ColumnDescriptor column) {
    ColumnChunkPageWriteStore store =
        new ColumnChunkPageWriteStore(
            compressor,
            alone(column.getPath()),
            HeapByteBufferAllocator.getInstance(),
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    pages.add(store);
    writers.add(new LeafWriter(LeafShape.of(column), store.getPageWriter(column)));
  }

  /**
   * Makes a file of one row group that holds all rows that were added since the last one, in their
   * order; of no row group when there are none. Nobody changes the bytes.
   */
  byte[] finish() throws IOException {
    MemoryFile file = new MemoryFile(0);
    ParquetFileWriter writer = file.writer(wanted);
    writer.start();
    if (rows > 0) {
      writer.startBlock(rows);
      for (int leaf = 0; leaf < columns.size(); leaf++) {
        end(leaf);
        // What is in the file is not needed twice in memory.
        pages.set(leaf, null).flushToFileWriter(writer);
      }
      writer.endBlock();
    }
    writer.end(Map.of());
    pages.clear();
    writers.clear();
    rows = 0;
    return file.toBytes();
  }

  private void end(int leaf) throws IOException {
    LeafWriter writer = writers.set(leaf, null);
    writer.end();
    if (writer.rows() != rows) {
      throw new IllegalStateException(
          "%d rows of column '%s' were written, %d stay"
              .formatted(writer.rows(), String.join(".", columns.get(leaf).getPath()), rows));
    }
  }

  /** The schema with one leaf alone, so that its chunk can be written when it is whole. */
  private MessageType alone(String[] path) {
    return new MessageType(wanted.getName(), alone(wanted.getType(path[0]), path));
  }

  private static Type alone(Type type, String[] path) {
    if (path.length == 1) {
      return type;
    }
    String[] rest = Arrays.copyOfRange(path, 1, path.length);
    GroupType group = type.asGroupType();
    return group.withNewFields(alone(group.getType(rest[0]), rest));
  }

  @Override
  public void close() {
    codecs.release();
    decompressor.release();
  }
}
