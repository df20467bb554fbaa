package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.Setting;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.StoreProbe;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the stores of raw, target and quarantine answer, and whether those of target and
 * quarantine can be written to.
 */
final class StoreChecks {
  static final String RAW = "raw store";
  static final String TARGET = "target store";
  private static final String QUARANTINE = "quarantine store";

  private static final Logger LOG = LoggerFactory.getLogger(StoreChecks.class);
  private static final String PROBE = ".delta-enrich-probe-";

  private final Configuration hadoop;
  private final Path raw;
  private final Path target;
  private final Optional<Path> quarantine;

  StoreChecks(Configuration hadoop, Settings settings) {
    this.hadoop = hadoop;
    this.raw = new Path(settings.rawPath());
    this.target = new Path(settings.targetPath());
    this.quarantine = settings.quarantinePath().map(Path::new);
  }

  void addTo(Checklist checks) {
    checks.add(RAW, () -> on(raw, Setting.RAW_PATH, this::reach));
    checks.add(TARGET, () -> on(target, Setting.TARGET_PATH, this::reach));
    checks.add("target write", () -> on(target, Setting.TARGET_PATH, this::probe), TARGET);
    quarantine.ifPresent(path -> addTo(checks, path));
  }

  private void addTo(Checklist checks, Path path) {
    checks.add(QUARANTINE, () -> on(path, Setting.QUARANTINE_PATH, this::reach));
    checks.add(
        "quarantine write", () -> on(path, Setting.QUARANTINE_PATH, this::probe), QUARANTINE);
  }

  /** Something done to a path. */
  private interface Visit {
    String to(FileSystem files, Path path) throws IOException, CheckFailure;
  }

  private String on(Path path, Setting setting, Visit visit) throws CheckFailure {
    try {
      return visit.to(path.getFileSystem(hadoop), path);
    } catch (IOException e) {
      LOG.debug("{}", path, e);
      throw CheckFailure.of(
          FailureTranslator.translate("use %s, %s".formatted(path, setting.key()), e));
    }
  }

  /** As a run begins; on other file systems looking for the table is enough. */
  private String reach(FileSystem files, Path path) throws IOException {
    new StoreProbe(hadoop).requireAnswer(path);
    files.exists(path);
    return files.makeQualified(new Path("/")) + " answers";
  }

  /** Writes, reads and deletes a file beside a table. */
  private String probe(FileSystem files, Path path) throws IOException, CheckFailure {
    Path folder = folderFor(files, files.makeQualified(path));
    Path probe = new Path(folder, PROBE + UUID.randomUUID());
    byte[] bytes = "delta-enrich check".getBytes(StandardCharsets.UTF_8);
    boolean deleted = false;
    try {
      try (OutputStream out = files.create(probe, false)) {
        out.write(bytes);
      }
      long length = files.getFileStatus(probe).getLen();
      if (length != bytes.length) {
        throw new IOException(
            "%s has %d bytes after %d were written".formatted(probe, length, bytes.length));
      }
      deleted = files.delete(probe, false);
    } catch (AccessDeniedException e) {
      if (!files.exists(probe)) {
        throw e;
      }
      // A run needs no such right as long as it ends well.
      deleted = true;
      return "wrote %s, but has no right to delete it: what failed runs leave stays, and maintenance vacuum will fail"
          .formatted(probe);
    } finally {
      if (!deleted) {
        deleteQuietly(files, probe);
      }
    }
    if (files.exists(probe)) {
      throw new CheckFailure(
          "%s was written but cannot be deleted".formatted(probe),
          "grant the right to delete objects, and delete it");
    }
    return "wrote and deleted a file in " + folder;
  }

  /**
   * The nearest folder above a table that exists, so that none has to be made, and that does not
   * belong to a Delta table; the table's own where it is the whole bucket. Names that start with a
   * dot are hidden from Delta and Spark.
   */
  private static Path folderFor(FileSystem files, Path table) throws IOException {
    Path folder = table.getParent() == null ? table : table.getParent();
    while (folder.getParent() != null && (!isFolder(files, folder) || isTable(files, folder))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static boolean isFolder(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static boolean isTable(FileSystem files, Path folder) throws IOException {
    return files.exists(new Path(folder, "_delta_log"));
  }

  private static void deleteQuietly(FileSystem files, Path probe) {
    try {
      files.delete(probe, false);
    } catch (IOException e) {
      LOG.debug("{} could not be deleted", probe, e);
    }
  }
}
