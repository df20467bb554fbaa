package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Assembles files on any Hadoop file system, copying the prefix through this process. What stands
 * at the target before the end depends on the file system: on HDFS a growing file, on an object
 * store nothing.
 */
public final class StreamAssembler implements Assembler {
  private final Configuration conf;

  /**
   * @param conf how to reach source and target
   */
  public StreamAssembler(Configuration conf) {
    this.conf = conf;
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    return new StreamAssembly(source, prefix, target);
  }

  @Override
  public boolean copies(Path source, long prefix, Path target) {
    return false;
  }

  @Override
  public NewFile create(Path target) throws IOException {
    return new StreamFile(target.getFileSystem(conf), target);
  }

  private final class StreamAssembly implements Assembly {
    private final Path source;
    private final long prefix;
    private final Path target;
    private NewFile file;

    StreamAssembly(Path source, long prefix, Path target) {
      this.source = source;
      this.prefix = prefix;
      this.target = target;
    }

    @Override
    public AssembledFile finish(ByteBuffer tail) throws IOException {
      file = create(target);
      copy();
      file.write(tail.duplicate());
      return file.finish();
    }

    private void copy() throws IOException {
      byte[] buffer = new byte[(int) Math.min(StreamFile.BUFFER, prefix)];
      try (FSDataInputStream in = source.getFileSystem(conf).open(source, buffer.length)) {
        for (long left = prefix; left > 0; ) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new EOFException(
                "%s ends %d bytes before byte %d".formatted(source, left, prefix));
          }
          file.write(ByteBuffer.wrap(buffer, 0, read));
          left -= read;
        }
      }
    }

    @Override
    public void close() {
      if (file != null) {
        file.close();
      }
    }
  }
}
