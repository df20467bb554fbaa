package dev.deltaenrich.job;

import dev.deltaenrich.engine.FileNaming;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;

/**
 * The local file system under another scheme, which lets a test act at the moment a run makes its
 * first curated file: the run waits until the action is over.
 */
public final class WatchedFiles extends RawLocalFileSystem {
  private static final String SCHEME = "watched";
  private static final AtomicReference<Runnable> ACTION = new AtomicReference<>();
  private static volatile Predicate<String> awaited;

  /** Makes the scheme known to a session. */
  static void register(SparkSession spark) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.set("fs.watched.impl", WatchedFiles.class.getName());
    conf.set("fs.AbstractFileSystem.watched.impl", Abstract.class.getName());
  }

  /** The folder as it is called here. */
  static String path(Path folder) {
    return SCHEME + ":" + folder;
  }

  /** Does {@code action} once, when the next curated file is begun. */
  static void whenAFileIsBegun(Runnable action) {
    when(path -> FileNaming.isOurs(path.substring(path.lastIndexOf('/') + 1)), action);
  }

  /** Does {@code action} once, when the next entry of a table's log is begun. */
  static void whenAnEntryIsBegun(Path table, Runnable action) {
    when(path -> path.contains(table + "/_delta_log/"), action);
  }

  private static void when(Predicate<String> path, Runnable action) {
    awaited = path;
    ACTION.set(action);
  }

  /** Whether the action is still to be done. */
  static boolean waiting() {
    return ACTION.get() != null;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    act(path);
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    act(path);
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(WatchedFiles::plain)
        .toArray(FileStatus[]::new);
  }

  /** Hadoop's own asks for permissions by a path that must have the scheme file. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  /** In another thread: this is a Spark task, which may not use the session. */
  private static void act(org.apache.hadoop.fs.Path path) {
    Predicate<String> wanted = awaited;
    if (wanted != null && wanted.test(path.toUri().getPath())) {
      Runnable action = ACTION.getAndSet(null);
      if (action != null) {
        CompletableFuture.runAsync(action).join();
      }
    }
  }

  /** The same for Hadoop's newer interface, with which Delta writes its log. */
  public static final class Abstract extends DelegateToFileSystem {
    /** Called by Hadoop. */
    public Abstract(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, initialized(uri, conf), conf, SCHEME, false);
    }

    private static WatchedFiles initialized(URI uri, Configuration conf) throws IOException {
      WatchedFiles files = new WatchedFiles();
      files.initialize(uri, conf);
      return files;
    }
  }
}
