package dev.deltaenrich.engine;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.ObjectMetadata;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import org.apache.hadoop.fs.store.audit.AuditSpan;

/**
 * Requests to a bucket that S3A has no operation for, made with S3A's client, credentials, repeats
 * and audit. Thread-safe.
 *
 * @param fileSystem the bucket's
 */
record S3Objects(S3AFileSystem fileSystem) {

  /** Makes requests with what S3A is configured to add: encryption, owner. */
  RequestFactory requests() {
    return fileSystem.getRequestFactory();
  }

  String bucket() {
    return fileSystem.getBucket();
  }

  String key(Path path) {
    return fileSystem.pathToKey(path);
  }

  /** What the store says of an object. */
  ObjectMetadata head(Path path) throws IOException {
    return call(
        "look at",
        path,
        client -> client.getObjectMetadata(requests().newGetObjectMetadataRequest(key(path))));
  }

  /**
   * Sends a request, as often as S3A's settings say; so it has to be one that may be sent twice.
   *
   * @param action what it does to {@code path}, for messages and audit
   */
  <T> T call(String action, Path path, Function<AmazonS3, T> request) throws IOException {
    AmazonS3 client = S3Client.of(fileSystem);
    try (AuditSpan span = fileSystem.createSpan(action.replace(' ', '_'), key(path), null)) {
      span.activate();
      return fileSystem
          .createStoreContext()
          .getInvoker()
          .retry(action, path.toString(), true, () -> request.apply(client));
    }
  }
}
