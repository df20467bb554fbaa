package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes a checkpoint of a table's newest version, in one part (Delta PROTOCOL, "Checkpoints").
 * Statistics are texts, as in commits, also of a table that asks for structs ({@code
 * delta.checkpoint.writeStatsAsStruct}): each reader reads texts.
 *
 * @param log the table's log
 */
public record CheckpointWriter(LogFolder log) {
  /**
   * Writes it, and the pointer to it. A checkpoint of the version that is there already stays.
   *
   * @throws dev.deltaenrich.failure.EnrichException LOG_BROKEN, or what the store says
   */
  public void write() throws IOException {
    ListedLog listed = log.listed().orElseThrow();
    LogReplay replay = listed.replay(() -> LogReplay.keepingAll(log));
    TableState table = replay.state(listed.version());
    Path checkpoint = LogNames.checkpoint(log.path(), table.version());
    FileSystem fileSystem = checkpoint.getFileSystem(log.conf());
    if (fileSystem.exists(checkpoint)) {
      return;
    }
    long actions = write(fileSystem, checkpoint, actions(replay, table));
    LastCheckpoint.write(
        log,
        table.version(),
        actions,
        fileSystem.getFileStatus(checkpoint).getLen(),
        table.files().size());
  }

  /** Made one by one: as JSON, a large table's actions do not fit into a driver's memory. */
  private static Stream<ObjectNode> actions(LogReplay replay, TableState table) {
    Instant now = Instant.now();
    Stream<ObjectNode> ofTable =
        Stream.of(
            ActionLines.action("protocol", ActionLines.json(table.protocol())),
            ActionLines.action("metaData", ActionLines.json(table.metadata())));
    long forgotten = now.minus(RetentionProperty.TRANSACTIONS.of(table.metadata())).toEpochMilli();
    Stream<ObjectNode> transactions =
        replay.transactions().stream()
            .filter(found -> found.path("lastUpdated").asLong(Long.MAX_VALUE) > forgotten)
            .map(found -> ActionLines.action("txn", found));
    Stream<ObjectNode> files =
        table.files().stream().map(file -> ActionLines.action("add", ActionLines.active(file)));
    long expired = now.minus(RetentionProperty.DELETED_FILES.of(table.metadata())).toEpochMilli();
    Stream<ObjectNode> tombstones =
        replay.tombstones().stream()
            .filter(file -> file.path("deletionTimestamp").asLong() > expired)
            .map(file -> ((ObjectNode) file).put("dataChange", false))
            .map(file -> ActionLines.action("remove", file));
    return Stream.of(ofTable, transactions, files, tombstones)
        .reduce(Stream.empty(), Stream::concat);
  }

  /**
   * Writes the file; returns how many actions there were.
   *
   * <p>The file gets its name when it is whole, on any store: a Parquet writer that is closed after
   * a failure writes a footer too, and the file lacks rows.
   */
  private long write(FileSystem fileSystem, Path checkpoint, Stream<ObjectNode> actions)
      throws IOException {
    Path hidden =
        new Path(log.path(), ".%s.%s.tmp".formatted(checkpoint.getName(), UUID.randomUUID()));
    try {
      long written =
          new ParquetRecords(log.conf()).write(hidden, CheckpointColumns.ALL, actions.iterator());
      if (!fileSystem.rename(hidden, checkpoint) && !fileSystem.exists(checkpoint)) {
        throw new IOException("%s could not be renamed to %s".formatted(hidden, checkpoint));
      }
      return written;
    } finally {
      fileSystem.delete(hidden, false);
    }
  }
}
