package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.log.FileActions.Key;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays a log's actions in order; what is left is the table (Delta PROTOCOL, "Action
 * Reconciliation"). One object replays one log.
 */
final class LogReplay implements Replay {
  private static final Set<String> TABLE = Set.of("protocol", "metaData", "add");
  private static final Set<String> ALL = Set.of("protocol", "metaData", "add", "remove", "txn");

  /** Other forms of other columns. Statistics that only have this form count as none. */
  private static final Set<String> REPEATED = Set.of("stats_parsed", "partitionValues_parsed");

  private final Set<String> kinds;
  private final KeptStatistics statistics;
  private final LogFolder log;
  private final FileActions fileActions;
  private final Map<Key, AddFile> active = new LinkedHashMap<>();
  private final Map<Key, JsonNode> tombstones = new LinkedHashMap<>();
  private final Map<String, JsonNode> transactions = new LinkedHashMap<>();
  private Protocol protocol;
  private Metadata metadata;
  private final Set<Key> unplaced = new HashSet<>();

  private LogReplay(LogFolder log, Set<String> kinds, KeptStatistics statistics) {
    this.kinds = kinds;
    this.statistics = statistics;
    this.log = log;
    this.fileActions = new FileActions(log);
  }

  /** A replay that keeps what a reader of the table asks for. */
  static LogReplay keepingTable(LogFolder log, KeptStatistics statistics) {
    return new LogReplay(log, TABLE, statistics);
  }

  /** A replay that keeps all that a checkpoint holds. */
  static LogReplay keepingAll(LogFolder log) {
    return new LogReplay(log, ALL, KeptStatistics.WHOLE);
  }

  /** The removed files that were not added again, as they stand in the log. */
  List<JsonNode> tombstones() {
    return List.copyOf(tombstones.values());
  }

  /** The newest version of each application, as it stands in the log. */
  List<JsonNode> transactions() {
    return List.copyOf(transactions.values());
  }

  @Override
  public boolean reads(String kind, String column) {
    boolean left = statistics == KeptStatistics.NONE && column.equals(FileStatistics.FIELD);
    return kinds.contains(kind) && !REPEATED.contains(column) && !left;
  }

  /**
   * What is left: the table.
   *
   * @param version that of the last actions that were applied
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, when the log lacks what every table
   *     has
   */
  TableState state(long version) {
    if (protocol == null || metadata == null) {
      throw log.broken(
          "up to version %d it has no %s action"
              .formatted(version, protocol == null ? "protocol" : "metaData"),
          null);
    }
    if (!metadata.partitionColumns().isEmpty()) {
      requirePlaces();
    }
    return new TableState(version, protocol, metadata, List.copyOf(active.values()));
  }

  private void requirePlaces() {
    for (Key key : unplaced) {
      if (active.containsKey(key)) {
        throw log.broken(
            "it names the file '%s' without 'partitionValues', and the table has partitions"
                .formatted(key.path()),
            null);
      }
    }
  }

  private void remove(JsonNode file) {
    Key key = fileActions.key(file);
    active.remove(key);
    if (kinds.contains("remove")) {
      tombstones.put(key, file);
    }
  }

  @Override
  public void apply(JsonNode action) {
    if (action.hasNonNull("protocol")) {
      protocol = TableActions.protocol(action.get("protocol"));
    }
    if (action.hasNonNull("metaData")) {
      metadata = TableActions.metadata(action.get("metaData"));
    }
    if (kinds.contains("txn") && action.hasNonNull("txn")) {
      transactions.put(action.get("txn").path("appId").asText(), action.get("txn"));
    }
    if (action.hasNonNull("add")) {
      add(action.get("add"));
    }
    if (action.hasNonNull("remove")) {
      remove(action.get("remove"));
    }
  }

  private void add(JsonNode node) {
    AddFile file = fileActions.added(node, statistics);
    Key key = fileActions.key(file);
    active.put(key, file);
    tombstones.remove(key);
    if (node.hasNonNull("partitionValues")) {
      unplaced.remove(key);
    } else {
      unplaced.add(key);
    }
  }
}
