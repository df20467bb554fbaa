package dev.deltaenrich.sink;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.StoreAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataOutputBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a bucket's store honours {@code If-None-Match: *} on PutObject. Old ones take the request
 * and ignore the header: two drivers would overwrite each other's commits without a word. So each
 * bucket is tried once in a JVM, before the first commit to it. Thread-safe.
 */
final class ConditionalStores {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionalStores.class);

  /** Endpoint and bucket of those that do. */
  private static final Set<String> PROVED = ConcurrentHashMap.newKeySet();

  private ConditionalStores() {}

  /**
   * Tries the store of a log that is about to be written, if it has not been tried: puts an object
   * and puts it again, which must be refused. Deletes the object.
   *
   * @param log the folder {@code _delta_log}; the object's name starts with a dot, before every
   *     name that Delta asks for when it lists a log
   * @throws EnrichException STORE_UNCONDITIONAL
   * @throws IOException when the store does not answer or refuses us
   */
  static void require(ObjectStore store, Path log) throws IOException {
    String name = store.endpoint() + " " + store.uri();
    if (PROVED.contains(name)) {
      return;
    }
    Path trial = new Path(log, ".probe-" + UUID.randomUUID());
    try {
      if (!put(store, trial)) {
        throw unconditional(log, "refuses to write an object that is not there", null);
      }
      if (put(store, trial)) {
        throw unconditional(log, "ignores If-None-Match", null);
      }
    } finally {
      delete(store, trial);
    }
    PROVED.add(name);
  }

  private static boolean put(ObjectStore store, Path trial) throws IOException {
    DataOutputBuffer content = new DataOutputBuffer();
    content.write("Does the store keep what is there?".getBytes(StandardCharsets.UTF_8));
    try {
      return new ConditionalPut(store, trial, content).create();
    } catch (IOException e) {
      if (isNotImplemented(e)) {
        // Or something else is: throws then.
        store.put(trial, ByteBuffer.allocate(0));
        throw unconditional(trial.getParent(), "does not know If-None-Match", e);
      }
      throw e;
    }
  }

  private static boolean isNotImplemented(IOException failure) {
    return StoreAnswer.of(failure.getCause()).filter(StoreAnswer::isNotImplemented).isPresent();
  }

  private static void delete(ObjectStore store, Path trial) {
    try {
      store.delete(trial);
    } catch (IOException | RuntimeException e) {
      // No reader of the log sees it; the commit matters more.
      LOG.info("{} stays, since it could not be deleted", trial, e);
    }
  }

  private static EnrichException unconditional(Path log, String what, Exception cause) {
    return new EnrichException(
        ErrorCode.STORE_UNCONDITIONAL,
        ("Cannot commit to %s: the object store %s, so two drivers' commits could overwrite each other;"
                + " use Amazon S3 or MinIO from RELEASE.2024-05-07T06-41-25Z on, or, where one driver at a time"
                + " writes, set spark.delta.logStore.s3a.impl=io.delta.storage.S3SingleDriverLogStore")
            .formatted(log, what),
        cause);
  }
}
