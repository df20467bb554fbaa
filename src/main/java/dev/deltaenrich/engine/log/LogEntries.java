package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.FailureTranslator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * The entries of a log that are still kept, one file each. Entries older than the table's log
 * retention may be gone.
 *
 * @param log the log
 */
public record LogEntries(LogFolder log) {
  /**
   * What the entries up to a version say of themselves, newest first. The log is listed once, and
   * an entry is read when the stream comes to it.
   *
   * @param newest the last version that counts
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public Stream<RecordedEntry> newestFirst(long newest) {
    return entries(newest).stream().map(this::read);
  }

  private List<FileStatus> entries(long newest) {
    try {
      List<FileStatus> entries = new ArrayList<>(log.list(0));
      entries.removeIf(file -> !FileNames.isDeltaFile(file.getPath()));
      entries.removeIf(file -> FileNames.deltaVersion(file.getPath()) > newest);
      Collections.reverse(entries);
      return entries;
    } catch (IOException e) {
      throw FailureTranslator.translate("list the log " + log.path(), e);
    }
  }

  /** Gathered while an entry is read. */
  private static final class Recorded {
    private Instant time;
    private Optional<String> userMetadata = Optional.empty();
    private int added;
    private int removed;

    private void take(JsonNode action) {
      added += action.hasNonNull("add") ? 1 : 0;
      removed += action.hasNonNull("remove") ? 1 : 0;
      if (action.hasNonNull("commitInfo")) {
        JsonNode info = action.get("commitInfo");
        time = Instant.ofEpochMilli(info.path("timestamp").asLong(time.toEpochMilli()));
        userMetadata = Optional.ofNullable(info.path("userMetadata").textValue());
      }
    }
  }

  private RecordedEntry read(FileStatus entry) {
    Recorded recorded = new Recorded();
    recorded.time = Instant.ofEpochMilli(entry.getModificationTime());
    try {
      new CommitReader(log.table(), log.conf()).read(entry.getPath(), recorded::take);
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log entry " + entry.getPath(), e);
    }
    return new RecordedEntry(
        FileNames.deltaVersion(entry.getPath()),
        recorded.time,
        recorded.userMetadata,
        recorded.added,
        recorded.removed);
  }
}
