package dev.deltaenrich.sink;

import dev.deltaenrich.engine.log.ActionLines;
import dev.deltaenrich.engine.log.AddFile;
import dev.deltaenrich.engine.log.CommitDescription;
import dev.deltaenrich.engine.log.Metadata;
import dev.deltaenrich.engine.log.Protocol;
import dev.deltaenrich.engine.table.DeltaTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A change of a Delta table, written as the entry after the version it is based on. Whatever is
 * there already is a conflict. Not thread-safe.
 */
final class TableChange {
  private final DeltaTable table;
  private Metadata metadata;
  private Protocol protocol;

  /** Changes the version that {@code table} is a view of. */
  TableChange(DeltaTable table) {
    this.table = table;
    if (table.exists()) {
      metadata = table.metadata();
      protocol = table.protocol();
    }
  }

  /** Gives the table this metadata, and the protocol that the metadata needs. */
  void use(CuratedMetadata wanted) {
    metadata =
        table.exists()
            ? wanted.changeOf(table.metadata()).orElse(table.metadata())
            : wanted.made(table.spark());
    protocol = table.exists() ? table.protocol().serving(metadata) : Protocol.ofNew(metadata);
  }

  /** The metadata after the change. */
  Metadata metadata() {
    return metadata;
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
    if (!table.exists() || !protocol.equals(table.protocol())) {
      lines.add(ActionLines.protocol(protocol));
    }
    if (!table.exists() || !metadata.equals(table.metadata())) {
      lines.add(ActionLines.metadata(metadata));
    }
    long now = commit.time().toEpochMilli();
    removed.forEach(file -> lines.add(ActionLines.removed(file, now)));
    added.forEach(file -> lines.add(ActionLines.added(file)));
    return table.append(lines);
  }

  /**
   * Writes an entry that adds tags to active files and changes no data, once.
   *
   * @return the version this became
   * @throws java.nio.file.FileAlreadyExistsException when another entry was first
   */
  long retag(List<AddFile> files, Map<String, String> tags, CommitDescription commit)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(ActionLines.info(commit)));
    files.forEach(file -> lines.add(ActionLines.described(file.with(tags))));
    return table.append(lines);
  }
}
