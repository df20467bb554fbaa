package dev.deltaenrich.splice;

import dev.deltaenrich.plan.Fallback;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;

/** A file that is read in a few large pieces; knows how much was read. Not thread-safe. */
final class Source implements Closeable {
  private final Path path;
  private final long bytes;
  private final FSDataInputStream in;
  private long bytesRead;

  private Source(Path path, long bytes, FSDataInputStream in) {
    this.path = path;
    this.bytes = bytes;
    this.in = in;
  }

  /**
   * Opens a file after one request for its status.
   *
   * @throws NotSpliceableException when it has another size than the log says: what else the log
   *     says of it may be wrong, too
   */
  static Source open(Configuration conf, Path path, long bytesInLog)
      throws NotSpliceableException, IOException {
    FileStatus status = path.getFileSystem(conf).getFileStatus(path);
    if (status.getLen() != bytesInLog) {
      throw new NotSpliceableException(
          Fallback.OTHER_SIZE,
          "its size is %d bytes, in the log %d".formatted(status.getLen(), bytesInLog));
    }
    return open(conf, status);
  }

  /** Opens a file of any size after one request for its status. */
  static Source open(Configuration conf, Path path) throws IOException {
    return open(conf, path.getFileSystem(conf).getFileStatus(path));
  }

  private static Source open(Configuration conf, FileStatus status) throws IOException {
    Path path = status.getPath();
    // The status spares S3A another request; "random" keeps it from asking for more than is read.
    FSDataInputStream in =
        FutureIO.awaitFuture(
            path.getFileSystem(conf)
                .openFile(path)
                .withFileStatus(status)
                .opt("fs.s3a.experimental.input.fadvise", "random")
                .build());
    return new Source(path, status.getLen(), in);
  }

  /**
   * Reads a range, in one request where the store lets it.
   *
   * @throws java.io.EOFException when the file ends before
   */
  byte[] read(long position, int length) throws IOException {
    byte[] range = new byte[length];
    in.readFully(position, range);
    bytesRead += length;
    return range;
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
    in.close();
  }
}
