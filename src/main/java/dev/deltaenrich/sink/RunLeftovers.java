package dev.deltaenrich.sink;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.failure.EnrichException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away the files of a run that failed.
 *
 * @param storage where they are
 * @param folder the table's folder
 */
record RunLeftovers(Storage storage, Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(RunLeftovers.class);

  /** Deletes the run's files but those that were committed; never throws. */
  void delete(String run, Set<String> committed, boolean foldersToo) {
    Set<String> names =
        committed.stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    try {
      List<Path> files =
          storage.find(
              folder,
              file -> FileNaming.isOfRun(file.getName(), run) && !names.contains(file.getName()),
              Integer.MAX_VALUE);
      files.forEach(storage::delete);
      if (foldersToo) {
        storage.deleteEmptyFolders(folder);
      }
      LOG.info("{}: deleted {} files of the failed run {}", folder, files.size(), run);
    } catch (EnrichException e) {
      LOG.warn(
          "{}: files of the failed run {} may be left; vacuum takes them ({})",
          folder,
          run,
          e.getMessage());
    }
  }
}
