package dev.deltaenrich.engine;

import dev.deltaenrich.store.ObjectRange;
import dev.deltaenrich.store.ObjectStore;
import org.apache.hadoop.fs.Path;

/**
 * A file that a store may copy parts of.
 *
 * @param store its bucket
 * @param path where it stands
 * @param etag what tells it from a file that is written over it
 * @param bytes its size
 * @param way from and to where the store is to copy
 */
record S3Source(ObjectStore store, Path path, String etag, long bytes, String way) {
  /** Some of its bytes. */
  ObjectRange range(CopyRange range) {
    return new ObjectRange(store, path, etag, range.first(), range.last());
  }
}
