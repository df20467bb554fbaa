package dev.deltaenrich.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
   * An upload that was begun and neither completed nor aborted.
   *
   * @param file the path it would have made
   * @param id the store's name for it
   * @param begun when
   */
  public record Upload(String file, String id, Instant begun) {}

  /**
   * Those begun longer ago than {@code age}, in the order the store lists them. An age shorter than
   * the longest run may find one that is still being made.
   *
   * @throws dev.deltaenrich.failure.EnrichException when the store does not answer or refuses
   */
  public List<Upload> olderThan(Duration age) {
    Instant before = Instant.now().minus(age);
    return call(
        "list the uploads below " + table,
        fileSystem -> S3Uploads.below(fileSystem, table, before));
  }

  /**
   * Aborts them. One that is over by now is no failure.
   *
   * @param uploads what {@link #olderThan} found
   * @throws dev.deltaenrich.failure.EnrichException when the store does not answer or refuses; some
   *     may be aborted then
   */
  public void abort(List<Upload> uploads) {
    call(
        "abort uploads below " + table,
        fileSystem -> {
          S3Uploads.abort(fileSystem, uploads);
          return List.of();
        });
  }

  private List<Upload> call(String action, OnS3 request) {
    try {
      FileSystem fileSystem = table.getFileSystem(conf);
      return Assemblers.isS3a(fileSystem) ? request.run(fileSystem) : List.of();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  private interface OnS3 {
    List<Upload> run(FileSystem fileSystem) throws IOException;
  }
}
