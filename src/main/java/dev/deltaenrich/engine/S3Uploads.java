package dev.deltaenrich.engine;

import com.amazonaws.services.s3.model.MultipartUpload;
import dev.deltaenrich.engine.StaleUploads.Upload;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** {@link StaleUploads} on S3. Apart from it, since it needs hadoop-aws. */
final class S3Uploads {
  private S3Uploads() {}

  static List<Upload> below(FileSystem fileSystem, Path table, Instant before) throws IOException {
    S3AFileSystem s3a = (S3AFileSystem) fileSystem;
    String folder = s3a.maybeAddTrailingSlash(s3a.pathToKey(table));
    List<Upload> found = list(s3a, folder, folder, before);
    // MinIO takes a prefix for a whole key; asked for none, it tells all.
    return found.isEmpty() ? list(s3a, "", folder, before) : found;
  }

  private static List<Upload> list(S3AFileSystem s3a, String prefix, String folder, Instant before)
      throws IOException {
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

  static void abort(FileSystem fileSystem, List<Upload> uploads) throws IOException {
    S3Objects objects = new S3Objects((S3AFileSystem) fileSystem);
    for (Upload upload : uploads) {
      S3Upload.abort(objects, new Path(upload.file()), upload.id());
    }
  }
}
