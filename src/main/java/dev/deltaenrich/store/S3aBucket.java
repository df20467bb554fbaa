package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.hadoop.util.functional.CallableRaisingIOE;
import org.apache.hadoop.util.functional.InvocationRaisingIOE;

/**
 * What all lines of Hadoop have of a bucket. Thread-safe.
 *
 * @param fileSystem the bucket's
 */
record S3aBucket(S3AFileSystem fileSystem) {
  private static final String LIST_VERSION = "fs.s3a.list.version";
  private static final String PAGE = "fs.s3a.paging.maximum";
  private static final int LARGEST_PAGE = 1000;

  /** What S3A makes its own requests with; the methods differ between lines. */
  RequestFactory requests() {
    return fileSystem.getRequestFactory();
  }

  String name() {
    return fileSystem.getBucket();
  }

  String key(Path path) {
    return fileSystem.pathToKey(path);
  }

  Path path(String key) {
    return fileSystem.keyToQualifiedPath(key);
  }

  String prefix(Path folder) {
    return fileSystem.maybeAddTrailingSlash(key(folder));
  }

  String endpoint() {
    return fileSystem.getConf().getTrimmed("fs.s3a.endpoint", "");
  }

  /** Whether requests for lists are of S3's second kind. */
  boolean listsFromAName() {
    return fileSystem.getConf().getInt(LIST_VERSION, 2) == 2;
  }

  /** How many names a list is to have. */
  int page() {
    return Math.min(fileSystem.getConf().getInt(PAGE, LARGEST_PAGE), LARGEST_PAGE);
  }

  /**
   * Makes and sends a request within a span of S3A's audit, as often as S3A's settings say; so it
   * has to be one that may be sent twice.
   *
   * @param action what it does to {@code path}, for messages and audit
   */
  <T> T call(String action, Path path, CallableRaisingIOE<T> request) throws IOException {
    try (AuditSpan span = span(action, path)) {
      span.activate();
      return fileSystem
          .createStoreContext()
          .getInvoker()
          .retry(action, path.toString(), true, request);
    }
  }

  /** Sends a request for which there is nothing to return. */
  void run(String action, Path path, InvocationRaisingIOE request) throws IOException {
    call(
        action,
        path,
        () -> {
          request.apply();
          return null;
        });
  }

  /** What S3A's audit is told of a request. */
  AuditSpan span(String action, Path path) throws IOException {
    return fileSystem.createSpan(action.replace(' ', '_'), key(path), null);
  }

  FileStatus status(Path path, long bytes) {
    return new S3AFileStatus(bytes, 0, path, bytes, "", null, null);
  }

  FileStatus file(String key, long bytes, long modified) {
    return new FileStatus(bytes, false, 1, fileSystem.getDefaultBlockSize(), modified, path(key));
  }

  FileStatus folder(String prefix) {
    // A folder has no time on S3. VACUUM takes an old one for empty; S3A, too, says: now.
    long now = System.currentTimeMillis();
    return new FileStatus(0, true, 1, fileSystem.getDefaultBlockSize(), now, path(prefix));
  }

  /**
   * The header {@code Content-MD5} of a body (RFC 1864): S3 asks for it where a bucket's objects
   * are retained by default (S3 User Guide, "Object Lock").
   */
  static String contentMd5(ByteBuffer body) {
    MessageDigest md5 = DigestUtils.getMd5Digest();
    md5.update(body.duplicate());
    return Base64.getEncoder().encodeToString(md5.digest());
  }
}
