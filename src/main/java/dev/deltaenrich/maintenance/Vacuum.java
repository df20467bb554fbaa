package dev.deltaenrich.maintenance;

import dev.deltaenrich.engine.HadoopSettings;
import dev.deltaenrich.engine.StaleUploads;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.sink.Quarantine;
import dev.deltaenrich.store.PendingUpload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what no version within the retention needs, from the curated table, its lookup history
 * and its quarantine, and aborts the multipart uploads of runs that were killed. Runs may go on
 * meanwhile: their files and uploads are younger than the retention.
 *
 * <p>A failure leaves both tables whole, with some of the files deleted; the next vacuum takes the
 * rest.
 */
public final class Vacuum {
  private static final Logger LOG = LoggerFactory.getLogger(Vacuum.class);

  private final SparkSession spark;
  private final String targetPath;
  private final List<String> historyPaths;
  private final Optional<String> quarantinePath;

  /**
   * @param historyPaths where used lookup snapshots are kept
   * @param quarantinePath where rows without a match are; empty where there are none
   */
  public Vacuum(
      SparkSession spark,
      String targetPath,
      List<String> historyPaths,
      Optional<String> quarantinePath) {
    this.spark = spark;
    this.targetPath = targetPath;
    this.historyPaths = List.copyOf(historyPaths);
    this.quarantinePath = quarantinePath;
  }

  /**
   * Runs it.
   *
   * @throws EnrichException TARGET_MISSING, TARGET_FOREIGN (also where a link leads out of a
   *     table), USAGE when the retention is below what is safe, or what the store says
   */
  public VacuumResult run(VacuumOptions options) {
    List<FolderVacuum> folders = folders(options);
    List<VacuumedFolder> done = new ArrayList<>();
    for (FolderVacuum folder : folders) {
      VacuumedFolder vacuumed = options.dryRun() ? folder.preview() : folder.delete();
      LOG.info(
          "{}: {} files of {} bytes {}",
          vacuumed.path(),
          vacuumed.files(),
          vacuumed.bytes(),
          options.dryRun() ? "would go" : "deleted");
      done.add(vacuumed);
    }
    return new VacuumResult(options.dryRun(), targetPath, done, uploads(folders.get(0), options));
  }

  /** The store keeps the bytes of an upload that a killed run began; no listing shows them. */
  private List<String> uploads(FolderVacuum target, VacuumOptions options) {
    StaleUploads uploads = new StaleUploads(HadoopSettings.of(spark), target.table().path());
    List<PendingUpload> stale = uploads.olderThan(target.retention());
    if (!options.dryRun()) {
      uploads.abort(stale);
    }
    LOG.info(
        "{}: {} stale multipart uploads {}",
        target.table().path(),
        stale.size(),
        options.dryRun() ? "would be aborted" : "aborted");
    return stale.stream().map(upload -> upload.file().toString()).toList();
  }

  /** All are looked at before anything is deleted. */
  private List<FolderVacuum> folders(VacuumOptions options) {
    requirePresent();
    List<FolderVacuum> folders = new ArrayList<>();
    CuratedTable.open(spark, targetPath).requireOurs();
    folders.add(folder("target", DeltaTable.open(spark, targetPath), options));
    for (String path : historyPaths) {
      new LookupHistory(spark, path).requireOurs();
      DeltaTable history = DeltaTable.open(spark, path);
      if (history.exists()) {
        folders.add(folder("lookup history", history, options));
      }
    }
    if (quarantinePath.isPresent()) {
      String path = quarantinePath.get();
      new Quarantine(spark, path, targetPath).read(true);
      DeltaTable quarantine = DeltaTable.open(spark, path);
      if (quarantine.exists()) {
        folders.add(folder("quarantine", quarantine, options));
      }
    }
    return folders;
  }

  private FolderVacuum folder(String name, DeltaTable table, VacuumOptions options) {
    new Storage(spark)
        .linkBelow(table.path())
        .ifPresent(
            link -> {
              throw new EnrichException(
                  ErrorCode.TARGET_FOREIGN,
                  "Cannot vacuum %s: %s is a symbolic link, and what lies behind it may not be the table's; take the link away, or put what it leads to in its place"
                      .formatted(table.path(), link));
            });
    return new FolderVacuum(spark, name, table, Retention.of(options, table));
  }

  private void requirePresent() {
    Storage storage = new Storage(spark);
    if (!storage.exists(storage.qualify(targetPath))) {
      throw new EnrichException(
          ErrorCode.TARGET_MISSING,
          "Cannot vacuum %s: there is nothing at this path; correct target.path"
              .formatted(targetPath));
    }
  }
}
