package dev.deltaenrich.splice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * What Parquet's writer writes, kept in memory. It is told that it writes in the middle of a file,
 * so that all offsets it notes are those of the file that its bytes become a part of.
 */
final class MemoryFile implements OutputFile {
  private final long firstPosition;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * @param firstPosition what the position of the first byte is called
   */
  MemoryFile(long firstPosition) {
    this.firstPosition = firstPosition;
  }

  /** What writes to it. */
  ParquetFileWriter writer(MessageType schema) throws IOException {
    return new ParquetFileWriter(
        this,
        schema,
        Mode.CREATE,
        ParquetWriter.DEFAULT_BLOCK_SIZE,
        ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
        ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
        ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
        ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Positions();
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return new Positions();
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  private final class Positions extends PositionOutputStream {
    @Override
    public long getPos() {
      return firstPosition + bytes.size();
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }
  }
}
