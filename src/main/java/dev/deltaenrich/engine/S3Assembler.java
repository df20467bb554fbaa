package dev.deltaenrich.engine;

import dev.deltaenrich.splice.Assembler;
import dev.deltaenrich.splice.Assembly;
import dev.deltaenrich.splice.NewFile;
import dev.deltaenrich.store.CopiedPart;
import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.StoreAnswer;
import dev.deltaenrich.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assembles files on S3, where the store copies the prefix itself: a multipart upload whose first
 * parts are {@code UploadPartCopy} requests, and the tail is the last (S3 API, "Copying an object
 * using multipart upload"). Copies begin at once and run while the caller makes the tail. Objects
 * are encrypted and owned as S3A is configured for their bucket. Thread-safe.
 *
 * <p>What the store cannot copy goes through this process: a prefix smaller than a part may be,
 * files between two stores, and files between buckets where it has refused one before, which is
 * logged once.
 *
 * @param conf how to reach source and target, both of them S3A's
 * @param streaming makes the files that the store cannot copy
 * @param partBytes about how much to copy in one request
 */
record S3Assembler(Configuration conf, Assembler streaming, long partBytes) implements Assembler {
  private static final Logger LOG = LoggerFactory.getLogger(S3Assembler.class);

  /** From and to where a store does not copy; as long as the JVM lives. */
  private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();

  /** From and to where it has copied; as long as the JVM lives. */
  private static final Set<String> COPIED = ConcurrentHashMap.newKeySet();

  /** Copies need no core of ours, only the store's disks. */
  private static final int COPIES_AT_ONCE =
      Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

  private static final ExecutorService COPIES = copies();

  private static ExecutorService copies() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            COPIES_AT_ONCE,
            COPIES_AT_ONCE,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "s3-copy");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public Assembly begin(Path source, long prefix, Path target) throws IOException {
    ObjectStore to = store(target).orElseThrow();
    S3Source from = source(source, prefix, to);
    return from == null ? streaming.begin(source, prefix, target) : copy(from, prefix, to, target);
  }

  private Optional<ObjectStore> store(Path path) throws IOException {
    return ObjectStore.of(path.getFileSystem(conf));
  }

  @Override
  public boolean copies(Path source, long prefix, Path target) throws IOException {
    return copies(store(source).orElseThrow(), prefix, store(target).orElseThrow());
  }

  private static boolean copies(ObjectStore from, long prefix, ObjectStore to) {
    return prefix >= CopyRange.SMALLEST_PART_BYTES
        && isOneStore(from, to)
        && !REFUSED.contains(way(from, to));
  }

  private static String way(ObjectStore from, ObjectStore to) {
    return from.uri() + " to " + to.uri() + " at " + to.endpoint();
  }

  @Override
  public NewFile create(Path target) throws IOException {
    ObjectStore to = store(target).orElseThrow();
    // What the client encrypts is cut and joined by S3A alone.
    return to.encryptsBeforeSending()
        ? streaming.create(target)
        : new S3NewFile(this, to, target, COPIES);
  }

  /**
   * A file as something that parts are copied of; null where the store does not.
   *
   * @param bytes how many are to be copied at least
   */
  S3Source source(Path source, long bytes, ObjectStore to) throws IOException {
    Optional<ObjectStore> from = store(source);
    if (from.isEmpty() || !copies(from.get(), bytes, to)) {
      return null;
    }
    StoredObject there = from.get().head(source);
    return new S3Source(from.get(), source, there.etag(), there.bytes(), way(from.get(), to));
  }

  /** Whether the store has copied this way before, so that it need not be waited for. */
  static boolean isKnownToCopy(S3Source source) {
    return COPIED.contains(source.way());
  }

  /** Remembers what a store said to a copy; returns whether it copied. */
  static boolean remember(S3Source source, CopiedPart copied) {
    if (copied.refusal() != null) {
      refused(source.way(), copied.refusal());
      return false;
    }
    COPIED.add(source.way());
    return true;
  }

  private Assembly copy(S3Source from, long prefix, ObjectStore to, Path target)
      throws IOException {
    if (from.bytes() < prefix) {
      throw new IOException(
          "%s has %d bytes, and the first %d are asked for"
              .formatted(from.path(), from.bytes(), prefix));
    }
    S3Upload upload = S3Upload.start(to, target);
    List<Future<CopiedPart>> copies =
        CopyRange.of(prefix, partBytes).stream()
            .map(range -> COPIES.submit(() -> upload.copy(from, range)))
            .toList();
    return new S3Assembly(
        upload,
        prefix,
        copies,
        refusal -> {
          refused(from.way(), refusal);
          return streaming.begin(from.path(), prefix, target);
        });
  }

  private static void refused(String way, StoreAnswer refusal) {
    if (REFUSED.add(way)) {
      LOG.warn(
          "The store does not copy parts from {} ({} {}): files go through this process instead, which takes longer",
          way,
          refusal.status(),
          refusal.code());
    }
  }

  private static boolean isOneStore(ObjectStore from, ObjectStore to) {
    return from.endpoint().equals(to.endpoint())
        && !from.encryptsBeforeSending()
        && !to.encryptsBeforeSending();
  }
}
