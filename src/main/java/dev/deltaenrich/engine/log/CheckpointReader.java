package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * Reads a checkpoint as the actions that commits would have, so that one replay takes both (Delta
 * PROTOCOL, "Checkpoint Schema"). Those of files may be in sidecars beside it ("V2 Spec").
 *
 * @param log the log that it belongs to
 * @param replay takes the actions, in no particular order; statistics as bytes of UTF-8 or text
 */
record CheckpointReader(LogFolder log, Replay replay) {
  private static final String SIDECARS = "_sidecars";
  private static final String SIDECAR = "sidecar";
  private static final String METADATA = "checkpointMetadata";

  /** What bytes that do not decode end with; a failure of the store has another code. */
  private static final Set<ErrorCode> UNDECODED =
      Set.of(ErrorCode.LOG_BROKEN, ErrorCode.FILE_CORRUPT, ErrorCode.UNEXPECTED);

  /** A part that cannot be used. Not thrown where the store failed. */
  static final class Unreadable extends Exception {
    private final EnrichException failure;

    private Unreadable(EnrichException failure) {
      super(failure);
      this.failure = failure;
    }

    /** LOG_BROKEN, naming the part. */
    EnrichException failure() {
      return failure;
    }
  }

  /**
   * Hands over a checkpoint's actions.
   *
   * @param parts its files
   */
  void read(CheckpointName name, List<FileStatus> parts) throws Unreadable {
    Set<String> kinds = new HashSet<>();
    List<String> sidecars = new ArrayList<>();
    for (FileStatus part : parts) {
      read(
          part.getPath(),
          action -> {
            action.fieldNames().forEachRemaining(kinds::add);
            if (action.hasNonNull(SIDECAR)) {
              sidecars.add(sidecar(action.get(SIDECAR)));
            }
            replay.apply(action);
          });
    }
    if (name.kind() == CheckpointName.Kind.BY_ID) {
      requireWhole(parts.get(0).getPath(), kinds);
    }
    for (String sidecar : sidecars) {
      read(new Path(new Path(log.path(), SIDECARS), sidecar), replay::apply);
    }
  }

  /** A file that was written line by line may have been cut between two lines. */
  private void requireWhole(Path file, Set<String> kinds) throws Unreadable {
    for (String kind : List.of(METADATA, "protocol", "metaData")) {
      boolean read = kind.equals(METADATA) || replay.reads(kind, "id") || !isParquet(file);
      if (read && !kinds.contains(kind)) {
        throw new Unreadable(
            log.broken("the checkpoint %s has no %s action".formatted(file.getName(), kind), null));
      }
    }
  }

  /** The sidecar's name. The folder is always the log's own, even if a writer names another. */
  private static String sidecar(JsonNode action) {
    String path = ActionFields.text(action.get("path"));
    if (path == null) {
      throw new UnusableAction("names a sidecar without a path");
    }
    return new Path(LogPath.uri(path)).getName();
  }

  private static boolean isParquet(Path file) {
    return file.getName().endsWith(".parquet");
  }

  private void read(Path part, Consumer<JsonNode> actions) throws Unreadable {
    try {
      if (isParquet(part)) {
        readRows(part, actions);
      } else {
        new CommitReader(log.table(), log.conf()).read(part, actions);
      }
    } catch (UnusableAction e) {
      throw new Unreadable(
          log.broken("the checkpoint %s %s".formatted(part.getName(), e.getMessage()), e));
    } catch (FileNotFoundException e) {
      throw new Unreadable(
          log.broken("%s, which is part of a checkpoint, is missing".formatted(part.getName()), e));
    } catch (IOException | RuntimeException e) {
      throw unreadable(part, e);
    }
  }

  private Unreadable unreadable(Path part, Exception failure) {
    EnrichException translated =
        FailureTranslator.translate("read the checkpoint " + part, failure);
    if (!UNDECODED.contains(translated.code())) {
      throw translated;
    }
    return new Unreadable(
        failure instanceof EnrichException
            ? translated
            : log.broken(
                "the checkpoint %s does not decode (%s)"
                    .formatted(part.getName(), FailureTranslator.rootCause(failure)),
                failure));
  }

  private void readRows(Path part, Consumer<JsonNode> actions) throws IOException {
    new ParquetRecords(log.conf())
        .read(
            part,
            this::columns,
            Set.of(FileStatistics.FIELD),
            row -> {
              removeNulls(row);
              // A row of another kind of action has none of the columns that are read.
              if (!row.isEmpty()) {
                actions.accept(row);
              }
            });
  }

  /** Some writers leave groups of nulls for the kinds of action that a row does not hold. */
  private static void removeNulls(ObjectNode row) {
    for (Iterator<JsonNode> actions = row.elements(); actions.hasNext(); ) {
      if (isOfNulls(actions.next())) {
        actions.remove();
      }
    }
  }

  private static boolean isOfNulls(JsonNode value) {
    for (JsonNode part : value) {
      if (!isOfNulls(part)) {
        return false;
      }
    }
    return value.isContainerNode();
  }

  private Optional<Type> columns(Type action) {
    if (action.isPrimitive()) {
      return Optional.empty();
    }
    GroupType group = action.asGroupType();
    List<Type> fields =
        group.getFields().stream()
            .filter(field -> reads(action.getName(), field.getName()))
            .toList();
    return fields.isEmpty() ? Optional.empty() : Optional.of(group.withNewFields(fields));
  }

  private boolean reads(String kind, String column) {
    return kind.equals(SIDECAR) && column.equals("path")
        || kind.equals(METADATA) && column.equals("version")
        || replay.reads(kind, column);
  }
}
