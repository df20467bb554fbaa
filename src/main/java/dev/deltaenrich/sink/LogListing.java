package dev.deltaenrich.sink;

import dev.deltaenrich.store.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The end of a folder on S3, listed from a name on. Hadoop can only list all of it, a request for
 * every thousand names, and a log keeps a month of entries; S3 can start in the middle ({@code
 * start-after} of ListObjectsV2).
 *
 * @param fileSystem the bucket's
 * @param store the same
 */
record LogListing(FileSystem fileSystem, ObjectStore store) {
  /** MinIO wants no such part in a key. */
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  /**
   * Files and folders beside {@code path} with its name or a later one, in order of names.
   *
   * @throws FileNotFoundException when there is no such folder
   */
  Iterator<FileStatus> from(Path path) throws IOException {
    String name = path.getName();
    // A list begins after a name, and is to begin with the name itself: so after a shorter one.
    String shorter = name.substring(0, name.length() - 1);
    List<FileStatus> found =
        store.list(path.getParent(), NO_NAMES.contains(shorter) ? null : shorter).stream()
            .filter(status -> status.getPath().getName().compareTo(name) >= 0)
            .sorted(Comparator.comparing(status -> status.getPath().getName()))
            .toList();
    if (found.isEmpty()) {
      // Nothing so late in it, or no such folder: the latter throws.
      fileSystem.getFileStatus(path.getParent());
    }
    return found.iterator();
  }
}
