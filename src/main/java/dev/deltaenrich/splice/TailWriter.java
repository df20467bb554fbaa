package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * Writes the new columns as a Parquet file of their own, in memory, whose positions are those of
 * the spliced file: its chunks and page indexes can stand there as they are, and its footer tells
 * of them. Not thread-safe.
 */
final class TailWriter implements Closeable {
  /** {@code PAR1} at the start of the file in memory, which is no part of the spliced one. */
  static final int MAGIC = 4;

  private final MessageType schema;
  private final MemoryFile file;
  private final ParquetFileWriter writer;
  private final CodecFactory codecs;
  private final CodecFactory.BytesCompressor compressor;
  private final long fileVersion;

  /**
   * @param schema the new columns
   * @param codec how to compress them
   * @param start where they stand in the spliced file
   * @param fileVersion the {@code version} in the source's footer
   */
  TailWriter(
      Configuration conf,
      MessageType schema,
      CompressionCodecName codec,
      long start,
      long fileVersion)
      throws IOException {
    this.schema = schema;
    this.fileVersion = fileVersion;
    this.file = new MemoryFile(start - MAGIC);
    this.writer = file.writer(schema);
    this.codecs = new CodecFactory(conf, ParquetProperties.DEFAULT_PAGE_SIZE);
    this.compressor = codecs.getCompressor(codec);
    writer.start();
  }

  /** Writes the chunks of a row group that has rows: a chunk for each column of the schema. */
  void write(List<GroupValues> columns) throws IOException {
    ColumnChunkPageWriteStore pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            HeapByteBufferAllocator.getInstance(),
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    for (GroupValues values : columns) {
      new ChunkEncoder(pages, fileVersion).encode(values);
    }
    writer.startBlock(columns.get(0).rows());
    pages.flushToFileWriter(writer);
    writer.endBlock();
  }

  /**
   * Ends the file.
   *
   * @param merge makes the spliced file's footer of the one that tells of the new columns
   * @return all that follows the source's bytes in the spliced file
   */
  ByteBuffer end(UnaryOperator<ThriftStruct> merge) throws IOException {
    byte[] written = toFile();
    int footerEnd = written.length - ParquetFooter.TRAILER;
    int length = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getInt(footerEnd);
    ThriftStruct footer =
        ThriftStruct.read(Arrays.copyOfRange(written, footerEnd - length, footerEnd));
    byte[] end = ParquetFooter.toFileEnd(merge.apply(footer));
    int body = footerEnd - length - MAGIC;
    return ByteBuffer.allocate(body + end.length).put(written, MAGIC, body).put(end).flip();
  }

  /**
   * Ends the file.
   *
   * @return all of it; a Parquet file of its own where it was started at {@link #MAGIC}
   */
  byte[] toFile() throws IOException {
    writer.end(Map.of());
    return file.toBytes();
  }

  @Override
  public void close() {
    codecs.release();
  }
}
