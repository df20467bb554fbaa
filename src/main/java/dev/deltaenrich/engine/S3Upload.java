package dev.deltaenrich.engine;

import dev.deltaenrich.store.CopiedPart;
import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.Part;
import dev.deltaenrich.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A multipart upload of one object (S3 API, "Multipart upload"). Thread-safe; whoever starts one
 * completes or aborts it.
 */
final class S3Upload {
  private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

  private final ObjectStore store;
  private final Path target;
  private final String id;
  private volatile boolean aborted;

  private S3Upload(ObjectStore store, Path target, String id) {
    this.store = store;
    this.target = target;
    this.id = id;
  }

  static S3Upload start(ObjectStore store, Path target) throws IOException {
    return new S3Upload(store, target, store.beginUpload(target));
  }

  /**
   * Has the store copy a range.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT when the source is another by now
   */
  CopiedPart copy(S3Source from, CopyRange range) throws IOException {
    try {
      return store.copyPart(target, id, range.part(), from.range(range));
    } finally {
      abortAgain();
    }
  }

  /** An abort does not end a request that is under way; its part would stay for ever. */
  private void abortAgain() {
    if (aborted) {
      abort();
    }
  }

  /** Sends a part from here. */
  Part put(int part, ByteBuffer bytes) throws IOException {
    try {
      return store.uploadPart(target, id, part, bytes);
    } finally {
      abortAgain();
    }
  }

  /**
   * Makes the object of the parts.
   *
   * @param bytes the size it has to have
   */
  StoredObject complete(List<Part> parts, long bytes) throws IOException {
    IOException failure = null;
    try {
      store.completeUpload(target, id, parts);
    } catch (IOException e) {
      // The answer to a first request may have been lost, and the upload be no more.
      failure = e;
    }
    return made(bytes, failure);
  }

  private StoredObject made(long bytes, IOException failure) throws IOException {
    try {
      return made(store, target, bytes);
    } catch (IOException e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /**
   * An object that was just written.
   *
   * @param bytes the size it has to have
   */
  static StoredObject made(ObjectStore store, Path target, long bytes) throws IOException {
    StoredObject made = store.head(target);
    if (made.bytes() != bytes) {
      throw new IOException("%s has %d bytes instead of %d".formatted(target, made.bytes(), bytes));
    }
    return made;
  }

  /** Takes away what was uploaded. A failure is logged; maintenance takes what stays. */
  void abort() {
    aborted = true;
    // The client sends nothing from a thread that is interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      store.abortUpload(target, id);
    } catch (IOException | RuntimeException e) {
      LOG.warn("The upload {} of {} could not be aborted and stays", id, target, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
