package dev.deltaenrich.sink;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.store.ObjectStore;
import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataOutputBuffer;

/**
 * A Delta log on S3 that any number of drivers may write to. A commit is one PutObject with {@code
 * If-None-Match: *} (S3 API, "Conditional writes"), so the store itself lets exactly one of several
 * writers make an entry. Any Spark job with Delta can use it:
 *
 * <pre>--conf spark.delta.logStore.s3a.impl=dev.deltaenrich.sink.ConditionalPutLogStore</pre>
 *
 * <p>All writers of a table have to. Reads like Delta's own stores; lists only what follows the
 * name it is given. Thread-safe. What {@link #write} leaves behind besides the entry: nothing;
 * S3A's marker of the folder, if there was one, stays.
 */
public final class ConditionalPutLogStore extends HadoopFileSystemLogStore {
  /**
   * Delta's way to make one.
   *
   * @param conf Hadoop settings at the time
   */
  public ConditionalPutLogStore(Configuration conf) {
    super(conf);
  }

  /**
   * Writes one file of the log, all of it or nothing.
   *
   * @throws FileAlreadyExistsException when it is there, from another writer, and is not to be
   *     overwritten
   * @throws EnrichException STORE_UNCONDITIONAL when the store would overwrite it nonetheless,
   *     COMMIT_UNKNOWN when it cannot be told whether it was written
   * @throws IOException when it was not written
   */
  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration conf)
      throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    DataOutputBuffer content = lines(actions);
    Optional<ObjectStore> s3 = ObjectStore.of(fileSystem);
    if (overwrite) {
      overwrite(fileSystem, s3, path, content);
      return;
    }
    ObjectStore store =
        s3.orElseThrow(
            () ->
                new IOException(
                    "%s writes to s3a:// only, not to %s"
                        .formatted(getClass().getSimpleName(), path)));
    try {
      ConditionalStores.require(store, path.getParent());
    } catch (IOException e) {
      e.addSuppressed(new UntriedStoreException());
      throw e;
    }
    if (!created(new ConditionalPut(store, path, content))) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  /** On S3 with a digest, which S3A no longer sends. */
  private static void overwrite(
      FileSystem fileSystem, Optional<ObjectStore> s3, Path path, DataOutputBuffer content)
      throws IOException {
    Optional<ObjectStore> plain = s3.filter(store -> !store.encryptsBeforeSending());
    if (plain.isPresent()) {
      plain.get().put(path, ByteBuffer.wrap(content.getData(), 0, content.getLength()));
      return;
    }
    try (OutputStream out = fileSystem.create(path, true)) {
      out.write(content.getData(), 0, content.getLength());
    }
  }

  private static boolean created(ConditionalPut put) throws IOException {
    try {
      return put.create();
    } catch (ConditionalPut.UnansweredException e) {
      throw new EnrichException(
          ErrorCode.COMMIT_UNKNOWN,
          "Cannot tell whether %s was written: %s; look into the table's history before writing again"
              .formatted(put.path(), e.getMessage()),
          e);
    }
  }

  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration conf) throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    Optional<ObjectStore> store = ObjectStore.of(fileSystem).filter(ObjectStore::listsFromAName);
    return store.isPresent()
        ? new LogListing(fileSystem, store.get()).from(path)
        : super.listFrom(path, conf);
  }

  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration conf) {
    return false;
  }

  private static DataOutputBuffer lines(Iterator<String> actions) throws IOException {
    DataOutputBuffer content = new DataOutputBuffer();
    while (actions.hasNext()) {
      content.write(actions.next().getBytes(StandardCharsets.UTF_8));
      content.write('\n');
    }
    return content;
  }
}
