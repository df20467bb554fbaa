package dev.deltaenrich.maintenance;

import dev.deltaenrich.engine.FileNaming;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.engine.table.DeltaVacuum;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Vacuums the folder of one of our tables.
 *
 * @param spark the session
 * @param name what the table is to us
 * @param table the table; may not exist
 * @param retention how long a file stays that no version names
 */
record FolderVacuum(SparkSession spark, String name, DeltaTable table, Duration retention) {
  private static final int SHOWN = 5;

  /** Says what {@link #delete} would take. */
  VacuumedFolder preview() {
    Map<Path, FileStatus> files = files();
    files.keySet().retainAll(table.exists() ? delta().wouldDelete() : orphans(files));
    return result(files);
  }

  /** Deletes; what it tells is what is gone afterwards, not what was meant to go. */
  VacuumedFolder delete() {
    Map<Path, FileStatus> files = files();
    if (table.exists()) {
      delta().delete();
    } else {
      Storage storage = new Storage(spark);
      orphans(files).forEach(storage::delete);
      storage.deleteEmptyFolders(table.path());
    }
    files.keySet().removeAll(files().keySet());
    return result(files);
  }

  private DeltaVacuum delta() {
    return new DeltaVacuum(spark, table, retention);
  }

  /** Without its log, which is Delta's own to clean. */
  private Map<Path, FileStatus> files() {
    Path log = new Path(table.path(), "_delta_log");
    Map<Path, FileStatus> files = new HashMap<>();
    for (FileStatus file : new Storage(spark).list(table.path())) {
      if (!file.getPath().getParent().equals(log)) {
        files.put(file.getPath(), file);
      }
    }
    return files;
  }

  /**
   * Files of runs that were killed before the table's first commit. Delta's VACUUM takes no folder
   * that has no log.
   */
  private Set<Path> orphans(Map<Path, FileStatus> files) {
    long before = System.currentTimeMillis() - retention.toMillis();
    Map<Path, FileStatus> orphans = new HashMap<>(files);
    orphans
        .values()
        .removeIf(
            file ->
                !FileNaming.isOurs(file.getPath().getName())
                    || file.getModificationTime() >= before);
    return orphans.keySet();
  }

  private VacuumedFolder result(Map<Path, FileStatus> files) {
    List<String> first =
        files.keySet().stream()
            .map(file -> table.path().toUri().relativize(file.toUri()).getPath())
            .sorted()
            .limit(SHOWN)
            .toList();
    return new VacuumedFolder(
        name,
        table.path().toString(),
        retention.toHours(),
        files.size(),
        files.values().stream().mapToLong(FileStatus::getLen).sum(),
        first);
  }
}
