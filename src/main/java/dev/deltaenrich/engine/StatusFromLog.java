package dev.deltaenrich.engine;

import dev.deltaenrich.store.ObjectStore;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

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
    return ObjectStore.of(path.getFileSystem(conf))
        .map(store -> store.status(path, bytes))
        .orElseGet(() -> new FileStatus(bytes, false, 1, bytes, 0, path));
  }
}
