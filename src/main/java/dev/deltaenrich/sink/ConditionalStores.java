package dev.deltaenrich.sink;

import com.amazonaws.AmazonServiceException;
import dev.deltaenrich.engine.S3Client;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.store.audit.AuditSpan;
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

  private static final int NOT_IMPLEMENTED = 501;

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
  static void require(S3AFileSystem fileSystem, Path log) throws IOException {
    String store =
        fileSystem.getConf().getTrimmed("fs.s3a.endpoint", "") + " " + fileSystem.getUri();
    if (PROVED.contains(store)) {
      return;
    }
    Path trial = new Path(log, ".probe-" + UUID.randomUUID());
    try {
      if (!put(fileSystem, trial)) {
        throw unconditional(log, "refuses to write an object that is not there", null);
      }
      if (put(fileSystem, trial)) {
        throw unconditional(log, "ignores If-None-Match", null);
      }
    } finally {
      delete(fileSystem, trial);
    }
    PROVED.add(store);
  }

  private static boolean put(S3AFileSystem fileSystem, Path trial) throws IOException {
    DataOutputBuffer content = new DataOutputBuffer();
    content.write("Does the store keep what is there?".getBytes(StandardCharsets.UTF_8));
    try {
      return new ConditionalPut(fileSystem, trial, content).create();
    } catch (IOException e) {
      if (isNotImplemented(e)) {
        // Or something else is: throws then.
        fileSystem.create(trial, true).close();
        throw unconditional(trial.getParent(), "does not know If-None-Match", e);
      }
      throw e;
    }
  }

  private static boolean isNotImplemented(IOException failure) {
    return failure.getCause() instanceof AmazonServiceException answer
        && (answer.getStatusCode() == NOT_IMPLEMENTED
            || "NotImplemented".equals(answer.getErrorCode()));
  }

  private static void delete(S3AFileSystem fileSystem, Path trial) {
    String key = fileSystem.pathToKey(trial);
    try (AuditSpan span = fileSystem.createSpan("delete_probe", key, null)) {
      span.activate();
      S3Client.of(fileSystem)
          .deleteObject(fileSystem.getRequestFactory().newDeleteObjectRequest(key));
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
