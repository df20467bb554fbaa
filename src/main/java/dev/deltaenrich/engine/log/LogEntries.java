package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.deltaenrich.engine.FailureTranslator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * The entries of a log that are still kept, one file each. Entries older than the table's log
 * retention may be gone.
 *
 * @param log the log
 */
public record LogEntries(LogFolder log) {
  private static final long UNSAID = Long.MIN_VALUE;

  /**
   * What the entries up to a version say of themselves, newest first, as far back as they are kept.
   * An entry is read when the stream comes to it; none is listed.
   *
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public Stream<RecordedEntry> newestFirst(long newest) {
    return LongStream.iterate(newest, version -> version >= 0, version -> version - 1)
        .mapToObj(this::recorded)
        .takeWhile(Optional::isPresent)
        .map(Optional::get);
  }

  /**
   * The versions whose entries are kept.
   *
   * @return empty where there is no log
   */
  public Optional<KeptVersions> kept() {
    try {
      LongSummaryStatistics versions =
          log.list(0, Long.MAX_VALUE).stream()
              .filter(LogNames::isEntry)
              .mapToLong(LogNames::version)
              .summaryStatistics();
      return versions.getCount() == 0
          ? Optional.empty()
          : Optional.of(new KeptVersions(versions.getMin(), versions.getMax()));
    } catch (IOException e) {
      throw FailureTranslator.translate("list the log " + log.path(), e);
    }
  }

  /**
   * Versions whose entries are kept.
   *
   * @param oldest the oldest
   * @param newest the newest
   */
  public record KeptVersions(long oldest, long newest) {}

  /**
   * Whether an entry that is kept adds a file.
   *
   * @param path the file as the log spells it
   */
  public boolean adds(long version, String path) {
    AtomicBoolean found = new AtomicBoolean();
    boolean kept =
        read(
            LogNames.entry(log.path(), version),
            action -> {
              if (path.equals(action.path("add").path("path").textValue())) {
                found.set(true);
              }
            });
    return kept && found.get();
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
    FileActions files = new FileActions(log);
    for (long next = version + 1; next <= newest; next++) {
      Set<String> added = new HashSet<>();
      Set<String> removed = new HashSet<>();
      boolean kept =
          read(
              LogNames.entry(log.path(), next),
              action -> {
                addPath(files, action.path("add"), added);
                addPath(files, action.path("remove"), removed);
              });
      if (!kept) {
        return Optional.empty();
      }
      if (!added.isEmpty() && !removed.isEmpty()) {
        added.addAll(removed);
        replaced.add(added);
      }
    }
    return Optional.of(replaced);
  }

  private static void addPath(FileActions files, JsonNode file, Set<String> paths) {
    if (file.isObject()) {
      paths.add(files.path(file));
    }
  }

  private Optional<RecordedEntry> recorded(long version) {
    Path entry = LogNames.entry(log.path(), version);
    Map<String, Integer> actions = new HashMap<>();
    AtomicReference<JsonNode> info = new AtomicReference<>(MissingNode.getInstance());
    boolean kept =
        read(
            entry,
            action -> {
              for (String kind : List.of("add", "remove")) {
                actions.merge(kind, action.hasNonNull(kind) ? 1 : 0, Integer::sum);
              }
              if (action.hasNonNull("commitInfo")) {
                info.set(action.get("commitInfo"));
              }
            });
    if (!kept) {
      return Optional.empty();
    }
    long said = info.get().path("timestamp").asLong(UNSAID);
    return Optional.of(
        new RecordedEntry(
            version,
            said == UNSAID ? written(entry) : Instant.ofEpochMilli(said),
            Optional.ofNullable(info.get().path("operation").textValue()),
            Optional.ofNullable(info.get().path("userMetadata").textValue()),
            actions.getOrDefault("add", 0),
            actions.getOrDefault("remove", 0)));
  }

  private Instant written(Path entry) {
    try {
      return Instant.ofEpochMilli(
          entry.getFileSystem(log.conf()).getFileStatus(entry).getModificationTime());
    } catch (IOException e) {
      throw FailureTranslator.translate("look at the log entry " + entry, e);
    }
  }

  /** Whether the entry is there. */
  private boolean read(Path entry, Consumer<JsonNode> actions) {
    try {
      new CommitReader(log.table(), log.conf()).read(entry, actions);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw FailureTranslator.translate("read the log entry " + entry, e);
    }
  }
}
