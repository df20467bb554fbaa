package dev.deltaenrich.sink;

import dev.deltaenrich.engine.DeltaTable;
import dev.deltaenrich.engine.ScalaInterop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.Option;

/**
 * A change of a Delta table, written as the entry after the version it is based on. Whatever is
 * there already is a conflict, so Delta's own transaction, which would read the table again to tell
 * harmless entries from others, has nothing to add; it is asked only where the metadata change, for
 * its rules on names and protocols. Not thread-safe.
 */
final class TableChange {
  private final DeltaTable table;
  private OptimisticTransaction transaction;
  private boolean changesMetadata;

  /** Changes the version that {@code table} is a view of. */
  TableChange(DeltaTable table) {
    this.table = table;
  }

  /**
   * Gives the table other metadata, if they are others.
   *
   * @throws RuntimeException Delta's, when it does not allow them
   */
  void use(CuratedMetadata wanted) {
    Metadata current = table.exists() ? table.metadata() : transaction().metadata();
    Optional<Metadata> change = wanted.changeOf(current, table.exists());
    change.ifPresent(metadata -> transaction().updateMetadata(metadata, false));
    changesMetadata |= change.isPresent();
  }

  /** The metadata after the change. */
  Metadata metadata() {
    return changesMetadata ? transaction.metadata() : table.metadata();
  }

  /** The protocol after the change. */
  Protocol protocol() {
    return changesMetadata ? transaction.protocol() : table.protocol();
  }

  /** Delta's own transaction on the same version, for what only it knows; never committed. */
  OptimisticTransaction transaction() {
    if (transaction == null) {
      transaction = table.log().startTransaction(Option.apply(table.snapshot()));
    }
    return transaction;
  }

  /**
   * Writes the entry, once.
   *
   * @param actions adds and removes
   * @param operation what the table's history says was done
   * @param metrics its figures there
   * @return the version this became
   * @throws java.nio.file.FileAlreadyExistsException when another entry was first
   */
  long write(List<Action> actions, DeltaOperations.Operation operation, Map<String, String> metrics)
      throws IOException {
    List<Action> entry = new ArrayList<>();
    entry.add(info(operation, metrics));
    entry.addAll(
        changesMetadata
            ? ScalaInterop.list(transaction.prepareCommit(ScalaInterop.seq(actions), operation))
            : actions);
    long version = table.version() + 1;
    table.logFolder().write(version, entry.stream().map(Action::json).toList());
    return version;
  }

  private CommitInfo info(DeltaOperations.Operation operation, Map<String, String> metrics) {
    return CommitInfo.apply(
        System.currentTimeMillis(),
        operation.name(),
        operation.jsonEncodedValues(),
        ScalaInterop.map(Map.of()),
        table.exists() ? Option.apply((Object) table.version()) : Option.empty(),
        Option.apply("Serializable"),
        // Not even where it only adds: what it adds depends on the files that were there.
        Option.apply((Object) false),
        Option.apply(ScalaInterop.map(metrics)),
        operation.userMetadata(),
        Option.empty(),
        Option.apply(UUID.randomUUID().toString()));
  }
}
