package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.FailureTranslator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
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

  /** The oldest version whose entry is still kept; empty where there is no log. */
  public OptionalLong oldestVersion() {
    return entries(Long.MAX_VALUE).stream()
        .mapToLong(entry -> FileNames.deltaVersion(entry.getPath()))
        .min();
  }

  /**
   * Whether an entry that is kept adds a file.
   *
   * @param path the file as the log spells it
   */
  public boolean adds(long version, String path) {
    AtomicBoolean found = new AtomicBoolean();
    read(
        FileNames.deltaFile(log.path(), version),
        action -> {
          if (path.equals(action.path("add").path("path").textValue())) {
            found.set(true);
          }
        });
    return found.get();
  }

  /**
   * For each version after {@code version} that both added and removed files, their paths as {@link
   * TableState} has them.
   *
   * @param newest the last version that counts
   * @return empty when an entry is gone, so that nobody can tell
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public Optional<List<Set<String>>> replaced(long version, long newest) {
    List<Set<String>> replaced = new ArrayList<>();
    CommitReader reader = new CommitReader(log.table(), log.conf());
    try {
      for (long next = version + 1; next <= newest; next++) {
        Set<String> added = new HashSet<>();
        Set<String> removed = new HashSet<>();
        reader.read(
            FileNames.deltaFile(log.path(), next),
            action -> {
              addPath(action.path("add"), added);
              addPath(action.path("remove"), removed);
            });
        if (!added.isEmpty() && !removed.isEmpty()) {
          added.addAll(removed);
          replaced.add(added);
        }
      }
      return Optional.of(replaced);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log " + log.path(), e);
    }
  }

  private void addPath(JsonNode file, Set<String> paths) {
    if (file.isObject()) {
      paths.add(new FileActions(log).path(file));
    }
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
    private Optional<String> operation = Optional.empty();
    private Optional<String> userMetadata = Optional.empty();
    private int added;
    private int removed;

    private void take(JsonNode action) {
      added += action.hasNonNull("add") ? 1 : 0;
      removed += action.hasNonNull("remove") ? 1 : 0;
      if (action.hasNonNull("commitInfo")) {
        JsonNode info = action.get("commitInfo");
        time = Instant.ofEpochMilli(info.path("timestamp").asLong(time.toEpochMilli()));
        operation = Optional.ofNullable(info.path("operation").textValue());
        userMetadata = Optional.ofNullable(info.path("userMetadata").textValue());
      }
    }
  }

  private RecordedEntry read(FileStatus entry) {
    Recorded recorded = new Recorded();
    recorded.time = Instant.ofEpochMilli(entry.getModificationTime());
    read(entry.getPath(), recorded::take);
    return new RecordedEntry(
        FileNames.deltaVersion(entry.getPath()),
        recorded.time,
        recorded.operation,
        recorded.userMetadata,
        recorded.added,
        recorded.removed);
  }

  private void read(Path entry, Consumer<JsonNode> actions) {
    try {
      new CommitReader(log.table(), log.conf()).read(entry, actions);
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log entry " + entry, e);
    }
  }
}
