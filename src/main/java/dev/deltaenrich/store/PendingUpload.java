package dev.deltaenrich.store;

import java.time.Instant;
import org.apache.hadoop.fs.Path;

/**
 * A multipart upload that was begun and neither completed nor aborted.
 *
 * @param file the path of the object that would be made
 * @param id the store's name for the upload
 * @param begun when
 */
public record PendingUpload(Path file, String id, Instant begun) {}
