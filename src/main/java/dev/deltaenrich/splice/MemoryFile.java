package dev.deltaenrich.splice;

import java.io.ByteArrayOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

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
