package dev.deltaenrich.engine;

import com.amazonaws.services.s3.model.MultipartUpload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

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
        "list the uploads below " + table, fileSystem -> S3.below(fileSystem, table, before));
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
          S3.abort(fileSystem, uploads);
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

  /** Apart, since it needs hadoop-aws. */
  private static final class S3 {
    private S3() {}

    private static List<Upload> below(FileSystem fileSystem, Path table, Instant before)
        throws IOException {
      S3AFileSystem s3a = (S3AFileSystem) fileSystem;
      String folder = s3a.maybeAddTrailingSlash(s3a.pathToKey(table));
      List<Upload> found = list(s3a, folder, folder, before);
      // MinIO takes a prefix for a whole key; asked for none, it tells all.
      return found.isEmpty() ? list(s3a, "", folder, before) : found;
    }

    private static List<Upload> list(
        S3AFileSystem s3a, String prefix, String folder, Instant before) throws IOException {
      List<Upload> found = new ArrayList<>();
      RemoteIterator<MultipartUpload> uploads = s3a.listUploads(prefix);
      while (uploads.hasNext()) {
        MultipartUpload upload = uploads.next();
        Path file = s3a.keyToQualifiedPath(upload.getKey());
        Instant begun = upload.getInitiated().toInstant();
        if (upload.getKey().startsWith(folder)
            && FileNaming.isOurs(file.getName())
            && begun.isBefore(before)) {
          found.add(new Upload(file.toString(), upload.getUploadId(), begun));
        }
      }
      return found;
    }

    private static void abort(FileSystem fileSystem, List<Upload> uploads) throws IOException {
      S3Objects objects = new S3Objects((S3AFileSystem) fileSystem);
      for (Upload upload : uploads) {
        S3Upload.abort(objects, new Path(upload.file()), upload.id());
      }
    }
  }
}
