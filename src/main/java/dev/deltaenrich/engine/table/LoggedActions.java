package dev.deltaenrich.engine.table;

import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.AddFile;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;

/** Entries of a log as Delta's own classes, whose fields change with each release. */
final class LoggedActions {
  private LoggedActions() {}

  static org.apache.spark.sql.delta.actions.AddFile of(AddFile file) {
    return action(ActionLines.added(file));
  }

  static Metadata metadata(DeltaTable table) {
    return action(ActionLines.metadata(table.metadata()));
  }

  /** The protocol of a new table of the same kind. This table's own protocol does not count. */
  static Protocol protocol(DeltaTable table) {
    return action(
        ActionLines.protocol(dev.deltaenrich.engine.log.Protocol.ofNew(table.metadata())));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Action> T action(String line) {
    return (T) Action.fromJson(line);
  }
}
