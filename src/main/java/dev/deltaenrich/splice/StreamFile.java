package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A new file on any Hadoop file system. */
final class StreamFile implements NewFile {
  /** Bytes that are handed on at once. */
  static final int BUFFER = 1 << 21;

  private static final Logger LOG = LoggerFactory.getLogger(StreamFile.class);

  private final FileSystem fileSystem;
  private final Path target;
  private final FSDataOutputStream out;
  private long written;
  private boolean finished;
  private boolean abandoned;

  StreamFile(FileSystem fileSystem, Path target) throws IOException {
    this.fileSystem = fileSystem;
    this.target = target;
    this.out = fileSystem.create(target, true, BUFFER);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    byte[] buffer = new byte[Math.min(BUFFER, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(buffer.length, bytes.remaining());
      bytes.get(buffer, 0, length);
      out.write(buffer, 0, length);
      written += length;
    }
  }

  @Override
  public AssembledFile finish() throws IOException {
    out.close();
    FileStatus status = fileSystem.getFileStatus(target);
    if (status.getLen() != written) {
      throw new IOException("%s has %d bytes, not %d".formatted(target, status.getLen(), written));
    }
    finished = true;
    return new AssembledFile(written, status.getModificationTime());
  }

  @Override
  public void close() {
    if (finished || abandoned) {
      return;
    }
    abandoned = true;
    abandonStream();
    try {
      fileSystem.delete(target, false);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot delete the unfinished {}: {}", target, e.toString());
    }
  }

  /** Closing a stream to an object store would make what was written so far a file. */
  private void abandonStream() {
    try {
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      out.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("Cannot close the unfinished {}", target, e);
    }
  }
}
