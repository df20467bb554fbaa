package dev.deltaenrich.job;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under a scheme for which Delta takes the log store it takes for S3, with faults at
 * the moments a test chooses.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** The scheme; Hadoop finds this class by {@link #register}. */
  static final String SCHEME = "s3n";

  private static final URI ROOT = URI.create(SCHEME + "://faulty");

  private static volatile Faults faults = new Faults() {};

  /** What happens at the moments of a file's life; may throw. */
  interface Faults {
    /** Before a file is made. */
    default void beforeWrite(Path file) throws IOException {}

    /** After a file was written and closed. */
    default void afterWrite(Path file) throws IOException {}

    /** Before a file is opened for reading. */
    default void beforeRead(Path file) throws IOException {}
  }

  static void register(Configuration conf, Faults chosen) {
    conf.set("fs.%s.impl".formatted(SCHEME), FaultyFileSystem.class.getName());
    faults = chosen;
  }

  /** Takes the scheme back, so that tests after this one have it from Hadoop. */
  static void unregister(Configuration conf) {
    conf.unset("fs.%s.impl".formatted(SCHEME));
    noFaults();
  }

  static void noFaults() {
    faults = new Faults() {};
  }

  static String uri(java.nio.file.Path path) {
    return ROOT + path.toString();
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(FaultyFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** The local file system's own kind asks the disk for rights, and only under the scheme file. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    faults.beforeRead(file);
    return super.open(file, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return faulty(
        file,
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return faulty(
        file, super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  private FSDataOutputStream faulty(Path file, OutputStream out) throws IOException {
    try {
      faults.beforeWrite(file);
    } catch (IOException e) {
      out.close();
      super.delete(file, false);
      throw e;
    }
    return new FSDataOutputStream(out, FileSystem.getStatistics(SCHEME, getClass())) {
      private boolean closed;

      @Override
      public void close() throws IOException {
        super.close();
        if (!closed) {
          closed = true;
          faults.afterWrite(file);
        }
      }
    };
  }
}
