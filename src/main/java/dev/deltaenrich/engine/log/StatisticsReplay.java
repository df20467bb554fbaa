package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the statistics of some files. Statistics are most of a log, and those of a hundred thousand
 * files do not fit into a driver's memory. So a table is read without them, and this replay reads
 * the ones that are needed.
 *
 * @param <T> what is made of a file's statistics
 */
final class StatisticsReplay<T> implements Replay {
  private static final Set<String> COLUMNS = Set.of("path", FileStatistics.FIELD);

  private final FileActions fileActions;
  private final Set<String> paths;
  private final Function<String, T> reading;
  private final Map<String, T> found = new HashMap<>();

  /**
   * @param paths of active files, as {@link TableState} has them
   * @param reading makes something of a file's statistics, which are never null
   */
  StatisticsReplay(LogFolder log, Set<String> paths, Function<String, T> reading) {
    this.fileActions = new FileActions(log);
    this.paths = paths;
    this.reading = reading;
  }

  /** By path; files without statistics are missing. */
  Map<String, T> found() {
    return found;
  }

  @Override
  public boolean reads(String kind, String column) {
    return kind.equals("add") && COLUMNS.contains(column);
  }

  /** A file that is added again may come with other statistics; the newest count. */
  @Override
  public void apply(JsonNode action) {
    JsonNode file = action.path("add");
    if (file.isObject()) {
      String path = fileActions.path(file);
      if (paths.contains(path)) {
        String statistics = FileStatistics.of(file);
        if (statistics == null) {
          found.remove(path);
        } else {
          found.put(path, reading.apply(statistics));
        }
      }
    }
  }
}
