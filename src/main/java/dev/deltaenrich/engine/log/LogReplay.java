package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.engine.log.FileActions.Key;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.delta.DeltaErrors;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * Replays a log's actions in order; what is left is the table (Delta PROTOCOL, "Action
 * Reconciliation"). One object replays one log.
 */
final class LogReplay {
  private static final Set<String> READ = Set.of("protocol", "metaData", "add");

  private final LogFolder log;
  private final FileActions fileActions;
  private final Map<Key, AddFile> active = new LinkedHashMap<>();
  private JsonNode protocol;
  private JsonNode metadata;

  LogReplay(LogFolder log) {
    this.log = log;
    this.fileActions = new FileActions(log.conf());
  }

  /** Replays {@code segment}, from its checkpoint on. */
  TableState replay(LogSegment segment) throws IOException, CheckpointReader.Unreadable {
    CheckpointReader checkpoint = new CheckpointReader(log, READ);
    for (FileStatus part : segment.checkpoint()) {
      checkpoint.read(part.getPath(), this::apply);
    }
    CommitReader commits = new CommitReader(log.table(), log.conf());
    for (FileStatus commit : segment.commits()) {
      commits.read(commit.getPath(), this::apply);
    }
    return new TableState(
        segment.version(),
        TableActions.protocol(required("protocol", protocol, segment)),
        TableActions.metadata(required("metadata", metadata, segment)),
        List.copyOf(active.values()));
  }

  private static JsonNode required(String kind, JsonNode node, LogSegment segment) {
    if (node == null) {
      throw (RuntimeException) DeltaErrors.actionNotFoundException(kind, segment.version());
    }
    return node;
  }

  private void apply(JsonNode action) {
    protocol = action.hasNonNull("protocol") ? action.get("protocol") : protocol;
    metadata = action.hasNonNull("metaData") ? action.get("metaData") : metadata;
    try {
      if (action.hasNonNull("add")) {
        active.put(fileActions.key(action.get("add")), fileActions.added(action.get("add")));
      }
      if (action.hasNonNull("remove")) {
        active.remove(fileActions.key(action.get("remove")));
      }
    } catch (URISyntaxException e) {
      throw log.broken("it names a file '%s' whose path is no URI".formatted(e.getInput()), e);
    }
  }
}
