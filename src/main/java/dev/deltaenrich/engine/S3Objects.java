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
   * Asks for one name in a folder, there or not. The answer to a HEAD request has no text, so it
   * says neither why a request is refused nor whose answer it is.
   *
   * @return the bucket that the answer is of; null where it is no answer to this request
   */
  String listedBucket(Path folder) throws IOException {
    String prefix = fileSystem.maybeAddTrailingSlash(key(folder));
    return fileSystem.getConf().getInt("fs.s3a.list.version", 2) == 1
        ? call(
            "list",
            folder,
            client ->
                client
                    .listObjects(requests().newListObjectsV1Request(prefix, "/", 1))
                    .getBucketName())
        : call(
            "list",
            folder,
            client ->
                client
                    .listObjectsV2(requests().newListObjectsV2Request(prefix, "/", 1))
                    .getBucketName());
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
