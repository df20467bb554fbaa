package dev.deltaenrich.engine;

import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * Folders on whatever file system their path names. Failures of the file system are translated into
 * what users see.
 */
public final class Storage {
  private final Configuration conf;

  /** Uses the session's Hadoop settings. */
  public Storage(SparkSession spark) {
    this.conf = HadoopSettings.of(spark);
  }

  /**
   * The path with scheme and authority, so that two spellings of one folder are equal.
   *
   * @throws EnrichException SETTINGS also for a local path that Java cannot spell
   */
  public Path qualify(String path) {
    Path parsed = parse(path);
    return LocalNames.require(
        call("open " + path, () -> parsed.getFileSystem(conf).makeQualified(parsed)));
  }

  /**
   * Whether one folder is the other, lies in it or holds it: links on local disks are followed, and
   * all of S3A's schemes mean one store.
   */
  public boolean overlap(String one, String other) {
    String mine = place(qualify(one));
    String theirs = place(qualify(other));
    return mine.startsWith(theirs) || theirs.startsWith(mine);
  }

  /** With a slash at its end, so that no name is the beginning of another. */
  private static String place(Path path) {
    URI uri = path.toUri();
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return withSlash(LocalLinks.real(java.nio.file.Path.of(uri.getPath())).toString());
    }
    String store = scheme.matches("s3[an]?") ? "s3a" : scheme;
    return withSlash(store + "://" + uri.getAuthority() + uri.getPath());
  }

  private static String withSlash(String folder) {
    return folder.endsWith("/") ? folder : folder + "/";
  }

  /**
   * A symbolic link below a folder on a local disk. Hadoop follows them, so that what is listed
   * below the folder may be somebody else's.
   */
  public Optional<java.nio.file.Path> linkBelow(Path folder) {
    return folder.toUri().getScheme().equals("file")
        ? call(
            "list " + folder,
            () -> LocalLinks.below(java.nio.file.Path.of(folder.toUri().getPath())))
        : Optional.empty();
  }

  private static Path parse(String path) {
    try {
      return new Path(path);
    } catch (IllegalArgumentException e) {
      throw new EnrichException(
          ErrorCode.SETTINGS,
          "Cannot use the path '%s': %s; check the settings".formatted(path, Causes.describe(e)),
          e);
    }
  }

  /** Whether there is a file, a folder, or an object below the path. */
  public boolean exists(Path path) {
    return call("look for " + path, () -> path.getFileSystem(conf).exists(path));
  }

  /** Some files below {@code folder} that satisfy {@code wanted}; at most {@code most} of them. */
  public List<Path> find(Path folder, Predicate<Path> wanted, int most) {
    return list(folder, file -> wanted.test(file.getPath()), most).stream()
        .map(FileStatus::getPath)
        .toList();
  }

  /**
   * A file of another program below the folder of a table that was not there a moment ago; empty
   * where there is none. A file in the table's log is no such file: another run has made the table
   * since, and the commit finds that out.
   */
  public Optional<Path> fileOfOthers(Path table) {
    Path log = new Path(table, "_delta_log");
    return find(
            table, file -> !FileNaming.isOurs(file.getName()) && !log.equals(file.getParent()), 1)
        .stream()
        .findFirst();
  }

  /** The files below {@code folder}; none where there is no folder. */
  public List<FileStatus> list(Path folder) {
    return list(folder, any -> true, Integer.MAX_VALUE);
  }

  private List<FileStatus> list(Path folder, Predicate<FileStatus> wanted, int most) {
    return call(
        "list " + folder,
        () -> {
          List<FileStatus> found = new ArrayList<>();
          try {
            RemoteIterator<LocatedFileStatus> files = fileSystem(folder).listFiles(folder, true);
            while (files.hasNext() && found.size() < most) {
              FileStatus file = files.next();
              if (wanted.test(file)) {
                found.add(file);
              }
            }
          } catch (FileNotFoundException e) {
            return List.of();
          }
          return found;
        });
  }

  /** Deletes one file; a file that is gone already is fine. */
  public void delete(Path file) {
    call("delete " + file, () -> fileSystem(file).delete(file, false));
  }

  /** Deletes {@code folder} if nothing but empty folders is in it, and those; files stay. */
  public void deleteEmptyFolders(Path folder) {
    call(
        "delete " + folder,
        () -> {
          FileSystem fileSystem = fileSystem(folder);
          return fileSystem.exists(folder) && deleteEmptyFolders(fileSystem, folder);
        });
  }

  /** Never recursively: another run may put a file there between the look and the deletion. */
  private static boolean deleteEmptyFolders(FileSystem fileSystem, Path folder) {
    try {
      for (FileStatus child : fileSystem.listStatus(folder)) {
        if (child.isDirectory()) {
          deleteEmptyFolders(fileSystem, child.getPath());
        }
      }
      return fileSystem.listStatus(folder).length == 0 && fileSystem.delete(folder, false);
    } catch (IOException e) {
      // Gone already, or no longer empty.
      return false;
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(conf);
  }

  private static <T> T call(String action, StorageCall<T> call) {
    try {
      return call.run();
    } catch (IOException | RuntimeException e) {
      throw FailureTranslator.translate(action, e);
    }
  }

  @FunctionalInterface
  private interface StorageCall<T> {
    T run() throws IOException;
  }
}
