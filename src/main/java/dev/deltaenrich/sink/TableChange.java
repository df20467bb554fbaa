package dev.deltaenrich.sink;

import dev.deltaenrich.engine.ScalaInterop;
import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.CommitDescription;
import dev.deltaenrich.engine.table.DeltaActions;
import dev.deltaenrich.engine.table.DeltaTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import scala.Option;

/**
 * A change of a Delta table, written as the entry after the version it is based on. Whatever is
 * there already is a conflict, so Delta's own transaction, which would read the table again to tell
 * harmless entries from others, has nothing to add; it is asked only where the metadata of a table
 * change, or a table is made that is not plain, for its rules on names and protocols. Not
 * thread-safe.
 */
final class TableChange {
  private final DeltaTable table;
  private OptimisticTransaction transaction;

  /** Of a plain table that is made. */
  private Metadata made;

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
    if (table.exists()) {
      wanted.changeOf(table.metadata()).ifPresent(this::change);
    } else if (NewTable.isPlain(table.spark(), wanted.schema())) {
      made = wanted.plain();
    } else {
      change(wanted.undemanding());
    }
  }

  private void change(Metadata metadata) {
    transaction().updateMetadata(metadata, false);
    changesMetadata = true;
  }

  /** The metadata after the change. */
  Metadata metadata() {
    if (made != null) {
      return made;
    }
    return changesMetadata ? transaction.metadata() : table.metadata();
  }

  /** The protocol after the change. */
  Protocol protocol() {
    if (changesMetadata) {
      return transaction.protocol();
    }
    return DeltaActions.protocol(made != null ? NewTable.protocol() : table.protocol());
  }

  /** Delta's own transaction on the same version, for what only it knows; never committed. */
  private OptimisticTransaction transaction() {
    if (transaction == null) {
      transaction = table.log().startTransaction(Option.apply(table.snapshot()));
    }
    return transaction;
  }

  /**
   * Writes the entry, once.
   *
   * @param added files that become active
   * @param removed active files that do not stay
   * @param commit what the entry says of itself
   * @return the version this became
   * @throws java.nio.file.FileAlreadyExistsException when another entry was first
   */
  long write(List<AddFile> added, List<AddFile> removed, CommitDescription commit)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(ActionLines.info(commit));
    if (changesMetadata) {
      lines.addAll(prepared(added, removed, commit));
    } else {
      if (made != null) {
        lines.add(ActionLines.protocol(NewTable.protocol()));
        lines.add(ActionLines.metadata(made));
      }
      long now = commit.time().toEpochMilli();
      removed.forEach(file -> lines.add(ActionLines.removed(file, now)));
      added.forEach(file -> lines.add(ActionLines.added(file)));
    }
    return table.append(lines);
  }

  /** With the metadata and the protocol that Delta finds they need, before the files. */
  private List<String> prepared(
      List<AddFile> added, List<AddFile> removed, CommitDescription commit) {
    List<Action> files = new ArrayList<>();
    long now = commit.time().toEpochMilli();
    removed.forEach(file -> files.add(file.removeWithTimestamp(now, true)));
    files.addAll(added);
    DeltaOperations.Operation operation =
        new DeltaOperations.Write(
            SaveMode.valueOf(commit.mode()), Option.empty(), Option.empty(), Option.empty());
    return ScalaInterop.list(transaction.prepareCommit(ScalaInterop.seq(files), operation)).stream()
        .map(Action::json)
        .toList();
  }
}
