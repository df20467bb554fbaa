package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.ScalaInterop;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.util.FileNames;

/**
 * Writes a checkpoint of a table's newest version, in one part (Delta PROTOCOL, "Checkpoints"), for
 * tables whose properties ask for nothing that only Delta knows how to do.
 *
 * @param log the table's log
 */
public record CheckpointWriter(LogFolder log) {
  /** Delta's default for {@code delta.deletedFileRetentionDuration}. */
  private static final Duration TOMBSTONES_STAY = Duration.ofDays(7);

  /** Properties that change what a checkpoint holds. */
  private static final List<String> LEFT_TO_DELTA =
      List.of(
          "delta.checkpoint.writeStatsAsStruct",
          "delta.checkpoint.writeStatsAsJson",
          "delta.deletedFileRetentionDuration",
          "delta.setTransactionRetentionDuration");

  /** Whether a table with these properties can be checkpointed here. */
  public static boolean knows(Metadata metadata) {
    Map<String, String> properties = ScalaInterop.map(metadata.configuration());
    return LEFT_TO_DELTA.stream().noneMatch(properties::containsKey);
  }

  /**
   * Writes it, and the pointer to it. A checkpoint of the version that is there already stays.
   *
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public void write() throws IOException {
    LogReplay replay = log.listed().orElseThrow().replay(() -> LogReplay.keepingAll(log));
    TableState table = replay.state();
    List<ObjectNode> actions = actions(replay, table);
    Path checkpoint = FileNames.checkpointFileSingular(log.path(), table.version());
    FileSystem fileSystem = checkpoint.getFileSystem(log.conf());
    if (fileSystem.exists(checkpoint)) {
      return;
    }
    write(fileSystem, checkpoint, actions);
    ObjectNode pointer = JsonNodeFactory.instance.objectNode();
    pointer.put("version", table.version());
    pointer.put("size", actions.size());
    pointer.put("sizeInBytes", fileSystem.getFileStatus(checkpoint).getLen());
    pointer.put("numOfAddFiles", table.files().size());
    log.overwrite("_last_checkpoint", pointer.toString());
  }

  private List<ObjectNode> actions(LogReplay replay, TableState table) {
    List<ObjectNode> actions = new ArrayList<>();
    actions.add(action("protocol", replay.protocol()));
    actions.add(action("metaData", replay.metadata()));
    replay.transactions().forEach(found -> actions.add(action("txn", found)));
    table.files().forEach(file -> actions.add(action("add", ActionLines.active(file))));
    long expired = Instant.now().minus(TOMBSTONES_STAY).toEpochMilli();
    replay.tombstones().stream()
        .filter(file -> file.path("deletionTimestamp").asLong() > expired)
        .forEach(
            file -> actions.add(action("remove", ((ObjectNode) file).put("dataChange", false))));
    return actions;
  }

  private static ObjectNode action(String kind, JsonNode action) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.set(kind, action);
    return row;
  }

  /**
   * It gets its name when it is whole, on any store: what a Parquet writer is closed with after a
   * failure has a footer too, and lacks rows.
   */
  private void write(FileSystem fileSystem, Path checkpoint, List<ObjectNode> actions)
      throws IOException {
    Path hidden =
        new Path(log.path(), ".%s.%s.tmp".formatted(checkpoint.getName(), UUID.randomUUID()));
    try {
      new ParquetRecords(log.conf()).write(hidden, CheckpointColumns.ALL, actions);
      if (!fileSystem.rename(hidden, checkpoint) && !fileSystem.exists(checkpoint)) {
        throw new IOException("%s could not be renamed to %s".formatted(hidden, checkpoint));
      }
    } finally {
      fileSystem.delete(hidden, false);
    }
  }
}
