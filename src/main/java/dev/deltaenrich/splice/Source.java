package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * A file that is read in a few large pieces, or whole; knows how much was read. Not thread-safe.
 */
final class Source implements Closeable {
  private final Path path;
  private final long bytes;
  private final FSDataInputStream in;
  private byte[] whole;
  private long bytesRead;

  private Source(Path path, long bytes, FSDataInputStream in, byte[] whole) {
    this.path = path;
    this.bytes = bytes;
    this.in = in;
    this.whole = whole;
  }

  /**
   * A file in memory.
   *
   * @param path what messages call it
   * @param bytes all of it; not copied
   */
  static Source of(Path path, byte[] bytes) {
    return new Source(path, bytes.length, null, bytes);
  }

  /**
   * Reads all of a file, in one request.
   *
   * @param inLog its path and size; nobody has looked yet whether they are right
   * @throws EOFException when the file is shorter
   */
  static Source readWhole(Configuration conf, FileStatus inLog) throws IOException {
    try (Source file = open(conf, inLog)) {
      Source read = of(file.path, file.read(0, Math.toIntExact(inLog.getLen())));
      read.bytesRead = file.bytesRead;
      return read;
    }
  }

  /**
   * Opens a file after one request for its status.
   *
   * @throws NotSpliceableException when it is larger than the log says: Spark's readers then pass
   *     over row groups at its end
   */
  static Source open(Configuration conf, Path path, long bytesInLog)
      throws NotSpliceableException, IOException {
    return open(conf, requireSize(conf, path, bytesInLog));
  }

  /**
   * Asks for a file's status.
   *
   * @throws NotSpliceableException when it has another size than the log says
   */
  static FileStatus requireSize(Configuration conf, Path path, long bytesInLog)
      throws NotSpliceableException, IOException {
    FileStatus status = path.getFileSystem(conf).getFileStatus(path);
    if (status.getLen() > bytesInLog) {
      throw new NotSpliceableException(
          Refusal.OTHER_SIZE,
          "its size is %d bytes, in the log %d".formatted(status.getLen(), bytesInLog));
    }
    return status;
  }

  /** Opens a file of any size after one request for its status. */
  static Source open(Configuration conf, Path path) throws IOException {
    return open(conf, path.getFileSystem(conf).getFileStatus(path));
  }

  private static Source open(Configuration conf, FileStatus status) throws IOException {
    Path path = status.getPath();
    // The status spares S3A a request; "random" keeps it from asking for more than is read.
    FSDataInputStream in =
        FutureIO.awaitFuture(
            path.getFileSystem(conf)
                .openFile(path)
                .withFileStatus(status)
                .opt("fs.s3a.experimental.input.fadvise", "random")
                .build());
    return new Source(path, status.getLen(), in, null);
  }

  /**
   * Reads a range, in one request where the store lets it.
   *
   * @throws java.io.EOFException when the file ends before
   */
  byte[] read(long position, int length) throws IOException {
    byte[] range = new byte[length];
    if (whole == null) {
      in.readFully(position, range);
      bytesRead += length;
    } else {
      requireInside(position, length);
      System.arraycopy(whole, (int) position, range, 0, length);
    }
    return range;
  }

  /** The same without a copy of what is in memory. */
  ByteBuffer view(long position, int length) throws IOException {
    if (whole == null) {
      return ByteBuffer.wrap(read(position, length));
    }
    requireInside(position, length);
    return ByteBuffer.wrap(whole, (int) position, length);
  }

  private void requireInside(long position, int length) throws EOFException {
    if (position < 0 || position > whole.length - length) {
      throw new EOFException(
          "%s has %d bytes, and %d from %d on are asked for"
              .formatted(path, whole.length, length, position));
    }
  }

  /** Whether nothing of it is read any more. */
  boolean isInMemory() {
    return whole != null;
  }

  Path path() {
    return path;
  }

  long bytes() {
    return bytes;
  }

  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    whole = null;
    if (in != null) {
      in.close();
    }
  }
}
