package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * Reads a part of a checkpoint as the actions that a commit would have, so that one replay takes
 * both (Delta PROTOCOL, "Checkpoint Schema").
 *
 * @param log the log that it belongs to
 * @param wanted whether to read a column of a kind of action
 */
record CheckpointReader(LogFolder log, BiPredicate<String, String> wanted) {
  /** What Parquet throws of bytes that are not its own. */
  private static final Set<ErrorCode> UNDECODED =
      Set.of(ErrorCode.LOG_BROKEN, ErrorCode.FILE_CORRUPT, ErrorCode.UNEXPECTED);

  /** A part that is of no use; not thrown where the store failed. */
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
   * Hands over the actions of one part, in no particular order; their statistics as bytes of UTF-8.
   */
  void read(Path part, Consumer<JsonNode> actions) throws Unreadable {
    try {
      readRows(part, actions);
    } catch (UnusableAction e) {
      throw new Unreadable(
          log.broken("the checkpoint %s %s".formatted(part.getName(), e.getMessage()), e));
    } catch (IOException | RuntimeException e) {
      EnrichException failure = FailureTranslator.translate("read the checkpoint " + part, e);
      if (!UNDECODED.contains(failure.code())) {
        throw failure;
      }
      throw new Unreadable(
          log.broken(
              "the checkpoint %s does not decode (%s)"
                  .formatted(part.getName(), FailureTranslator.rootCause(e)),
              e));
    }
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

  /** Of other kinds than a row's own, some writers leave groups of nulls. */
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
            .filter(field -> wanted.test(action.getName(), field.getName()))
            .toList();
    return fields.isEmpty() ? Optional.empty() : Optional.of(group.withNewFields(fields));
  }
}
