package dev.deltaenrich.engine;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;

/** The status of a file as a table's log tells it, in the class that spares a question. */
public final class StatusFromLog {
  private StatusFromLog() {}

  /**
   * A status that the path's file system takes for its own, and opens the file without asking for
   * one. Of the file it says the size alone, and nobody has looked whether the file is there.
   *
   * @param bytes the size by the log
   */
  public static FileStatus of(Configuration conf, Path path, long bytes) throws IOException {
    return Assemblers.isS3a(path.getFileSystem(conf))
        ? OnS3.status(path, bytes)
        : new FileStatus(bytes, false, 1, bytes, 0, path);
  }

  /** A class of its own, which is not loaded where hadoop-aws is missing. */
  private static final class OnS3 {
    /** S3A would ask for any other class of status. */
    static FileStatus status(Path path, long bytes) {
      return new S3AFileStatus(bytes, 0, path, bytes, "", null, null);
    }
  }
}
