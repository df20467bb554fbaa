package dev.deltaenrich.splice;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assembles files on any Hadoop file system, copying the prefix through this process. What stands
 * at the target before the end depends on the file system: on HDFS a growing file, on an object
 * store nothing.
 */
public final class StreamAssembler implements Assembler {
  private static final Logger LOG = LoggerFactory.getLogger(StreamAssembler.class);
  private static final int BUFFER = 1 << 21;

  private final Configuration conf;

  /**
   * @param conf how to reach source and target
   */
  public StreamAssembler(Configuration conf) {
    this.conf = conf;
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    return new StreamAssembly(
        source.getFileSystem(conf), source, prefix, target.getFileSystem(conf), target);
  }

  private static final class StreamAssembly implements Assembly {
    private final FileSystem sources;
    private final Path source;
    private final long prefix;
    private final FileSystem targets;
    private final Path target;
    private boolean begun;
    private boolean finished;

    StreamAssembly(FileSystem sources, Path source, long prefix, FileSystem targets, Path target) {
      this.sources = sources;
      this.source = source;
      this.prefix = prefix;
      this.targets = targets;
      this.target = target;
    }

    @Override
    public AssembledFile finish(ByteBuffer tail) throws IOException {
      begun = true;
      FSDataOutputStream out = targets.create(target, true, BUFFER);
      try {
        copy(out);
        write(out, tail.duplicate());
      } catch (IOException | RuntimeException e) {
        abandon(out);
        throw e;
      }
      out.close();
      FileStatus status = targets.getFileStatus(target);
      long expected = prefix + tail.remaining();
      if (status.getLen() != expected) {
        throw new IOException(
            "%s has %d bytes, not %d".formatted(target, status.getLen(), expected));
      }
      finished = true;
      return new AssembledFile(status.getLen(), status.getModificationTime());
    }

    private void copy(FSDataOutputStream out) throws IOException {
      byte[] buffer = new byte[(int) Math.min(BUFFER, prefix)];
      try (FSDataInputStream in = sources.open(source, BUFFER)) {
        for (long left = prefix; left > 0; ) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new EOFException(
                "%s ends %d bytes before byte %d".formatted(source, left, prefix));
          }
          out.write(buffer, 0, read);
          left -= read;
        }
      }
    }

    private static void write(FSDataOutputStream out, ByteBuffer tail) throws IOException {
      byte[] buffer = new byte[Math.min(BUFFER, tail.remaining())];
      while (tail.hasRemaining()) {
        int length = Math.min(buffer.length, tail.remaining());
        tail.get(buffer, 0, length);
        out.write(buffer, 0, length);
      }
    }

    /** Closing a stream to an object store would make what was written so far a file. */
    private void abandon(FSDataOutputStream out) {
      try {
        if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
          out.abort();
        }
        out.close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("Cannot close the unfinished {}", target, e);
      }
    }

    @Override
    public void close() {
      if (!begun || finished) {
        return;
      }
      try {
        targets.delete(target, false);
      } catch (IOException | RuntimeException e) {
        LOG.warn("Cannot delete the unfinished {}: {}", target, e.toString());
      }
    }
  }
}
