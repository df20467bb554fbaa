package dev.deltaenrich.engine.log;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Deletes entries and checkpoints of a log that are older than the table keeps them (Delta
 * PROTOCOL, "Metadata Cleanup").
 *
 * @param log the log
 */
public record LogCleaning(LogFolder log) {
  private static final String ENABLED = "delta.enableExpiredLogCleanup";

  /** Deletes them, oldest first; a failure leaves the newer ones of them. */
  public void clean(Metadata metadata) throws IOException {
    if (!Boolean.parseBoolean(metadata.configuration().getOrDefault(ENABLED, "true"))) {
      return;
    }
    Instant oldest =
        Instant.now().minus(RetentionProperty.LOG.of(metadata)).truncatedTo(ChronoUnit.DAYS);
    FileSystem fileSystem = log.path().getFileSystem(log.conf());
    for (FileStatus file : expired(log.list(0, Long.MAX_VALUE), oldest.toEpochMilli())) {
      fileSystem.delete(file.getPath(), false);
    }
  }

  /** What is before the newest checkpoint of a version that is itself expired. */
  static List<FileStatus> expired(List<FileStatus> files, long oldest) {
    long kept =
        files.stream()
            .filter(LogNames::isEntry)
            .filter(entry -> entry.getModificationTime() > oldest)
            .mapToLong(LogNames::version)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    long checkpoint = LogSegment.newestCheckpoint(files, kept - 1);
    return files.stream().filter(file -> LogNames.version(file) < checkpoint).toList();
  }
}
