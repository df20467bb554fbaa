package dev.deltaenrich.sink;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import dev.deltaenrich.engine.S3Client;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.store.audit.AuditSpan;

/**
 * The end of a folder on S3, listed from a name on. Hadoop can only list all of it, a request for
 * every thousand names, and a log keeps a month of entries; S3 can start in the middle ({@code
 * start-after} of ListObjectsV2).
 *
 * @param fileSystem the bucket's
 */
record LogListing(S3AFileSystem fileSystem) {
  private static final String VERSION = "fs.s3a.list.version";
  private static final String PAGE = "fs.s3a.paging.maximum";
  private static final int LARGEST_PAGE = 1000;

  /** MinIO wants no such part in a key. */
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  /** Whether the store is one that this can ask. */
  static boolean isFor(S3AFileSystem fileSystem) {
    return fileSystem.getConf().getInt(VERSION, 2) == 2;
  }

  /**
   * Files and folders beside {@code path} with its name or a later one, in order of names.
   *
   * @throws FileNotFoundException when there is no such folder
   */
  Iterator<FileStatus> from(Path path) throws IOException {
    NavigableMap<String, FileStatus> found = new TreeMap<>();
    try (AuditSpan span = fileSystem.createSpan("list_log", path.toString(), null)) {
      span.activate();
      ListObjectsV2Request request = request(path);
      for (boolean more = true; more; ) {
        ListObjectsV2Result page = page(path, request);
        add(page, path, found);
        request.setStartAfter(null);
        request.setContinuationToken(page.getNextContinuationToken());
        more = page.isTruncated();
      }
    }
    if (found.isEmpty()) {
      // Nothing so late in it, or no such folder: the latter throws.
      fileSystem.getFileStatus(path.getParent());
    }
    return found.values().iterator();
  }

  private ListObjectsV2Request request(Path path) {
    String folder = fileSystem.maybeAddTrailingSlash(fileSystem.pathToKey(path.getParent()));
    int page = Math.min(fileSystem.getConf().getInt(PAGE, LARGEST_PAGE), LARGEST_PAGE);
    ListObjectsV2Request request =
        fileSystem.getRequestFactory().newListObjectsV2Request(folder, "/", page);
    // It begins after this key, and is to begin with the name itself: so after a shorter one.
    String shorter = path.getName().substring(0, path.getName().length() - 1);
    if (!NO_NAMES.contains(shorter)) {
      request.setStartAfter(folder + shorter);
    }
    return request;
  }

  private ListObjectsV2Result page(Path path, ListObjectsV2Request request) throws IOException {
    AmazonS3 client = S3Client.of(fileSystem);
    return fileSystem
        .createStoreContext()
        .getInvoker()
        .retry("list", path.getParent().toString(), true, () -> client.listObjectsV2(request));
  }

  private void add(ListObjectsV2Result page, Path path, NavigableMap<String, FileStatus> found) {
    long blockSize = fileSystem.getDefaultBlockSize();
    for (S3ObjectSummary object : page.getObjectSummaries()) {
      Path file = fileSystem.keyToQualifiedPath(object.getKey());
      // Not S3A's marker of the folder itself.
      if (!object.getKey().endsWith("/") && file.getName().compareTo(path.getName()) >= 0) {
        long modified = object.getLastModified().getTime();
        found.put(
            file.getName(), new FileStatus(object.getSize(), false, 1, blockSize, modified, file));
      }
    }
    for (String prefix : page.getCommonPrefixes()) {
      Path folder = fileSystem.keyToQualifiedPath(prefix);
      if (folder.getName().compareTo(path.getName()) >= 0) {
        // A folder has no time on S3. VACUUM takes an old one for empty; S3A, too, says: now.
        found.put(
            folder.getName(),
            new FileStatus(0, true, 1, blockSize, System.currentTimeMillis(), folder));
      }
    }
  }
}
