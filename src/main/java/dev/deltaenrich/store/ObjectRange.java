package dev.deltaenrich.store;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import org.apache.hadoop.fs.Path;

/**
 * Some bytes of an object, for a store to copy.
 *
 * @param store the object's
 * @param path the object
 * @param etag the object's when it was looked at; another one by now is not copied
 * @param first the first byte's position
 * @param last the last byte's position, inclusive as in HTTP
 */
public record ObjectRange(ObjectStore store, Path path, String etag, long first, long last) {
  /** What to throw where the object has another etag. */
  EnrichException overwritten() {
    return new EnrichException(
        ErrorCode.FILE_CORRUPT,
        "Cannot copy %s: it was overwritten while it was copied, and files of a Delta table never change; find out who writes there, and run again"
            .formatted(path));
  }
}
