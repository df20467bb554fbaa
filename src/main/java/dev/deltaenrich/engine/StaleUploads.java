package dev.deltaenrich.engine;

import dev.deltaenrich.store.ObjectStore;
import dev.deltaenrich.store.PendingUpload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Multipart uploads of curated files that nobody will complete, left by runs that were killed. They
 * are no files and VACUUM does not see them, but the store keeps their bytes. Only those named as
 * this program names its files are looked at.
 *
 * @param conf how to reach the table
 * @param table its folder; on another file system than S3A's there are none
 */
public record StaleUploads(Configuration conf, Path table) {

  /**
   * Those begun longer ago than {@code age}, in the order the store lists them. An age shorter than
   * the longest run may find one that is still being made.
   *
   * @throws dev.deltaenrich.failure.EnrichException when the store does not answer or refuses
   */
  public List<PendingUpload> olderThan(Duration age) {
    Instant before = Instant.now().minus(age);
    return call(
        "list the uploads below " + table,
        store -> {
          String folder = store.prefix(table);
          List<PendingUpload> found = ours(store.uploads(folder), before);
          // MinIO takes a prefix for a whole key; asked for none, it tells all.
          return found.isEmpty() ? ours(store.uploads(""), before) : found;
        });
  }

  private List<PendingUpload> ours(List<PendingUpload> uploads, Instant before) {
    String folder = table.toUri().getPath() + Path.SEPARATOR;
    return uploads.stream()
        .filter(upload -> upload.file().toUri().getPath().startsWith(folder))
        .filter(upload -> FileNaming.isOurs(upload.file().getName()))
        .filter(upload -> upload.begun().isBefore(before))
        .toList();
  }

  /**
   * Aborts them. One that is over by now is no failure.
   *
   * @param uploads what {@link #olderThan} found
   * @throws dev.deltaenrich.failure.EnrichException when the store does not answer or refuses; some
   *     may be aborted then
   */
  public void abort(List<PendingUpload> uploads) {
    call(
        "abort uploads below " + table,
        store -> {
          for (PendingUpload upload : uploads) {
            store.abortUpload(upload.file(), upload.id());
          }
          return List.of();
        });
  }

  private List<PendingUpload> call(String action, OnStore request) {
    try {
      Optional<ObjectStore> store = ObjectStore.of(table.getFileSystem(conf));
      return store.isPresent() ? request.run(store.get()) : List.of();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  private interface OnStore {
    List<PendingUpload> run(ObjectStore store) throws IOException;
  }
}
