package dev.deltaenrich.engine.log;

import java.util.List;

/**
 * A table at one version.
 *
 * @param version the version
 * @param protocol what it asks of its readers and writers
 * @param metadata its schema, partition columns and properties
 * @param files the active files, oldest first, with what was kept of their statistics
 */
public record TableState(long version, Protocol protocol, Metadata metadata, List<AddFile> files) {
  /** Copies {@code files}. */
  public TableState {
    files = List.copyOf(files);
  }
}
