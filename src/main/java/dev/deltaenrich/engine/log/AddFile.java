package dev.deltaenrich.engine.log;

import dev.deltaenrich.plan.TextMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that a table is made of (Delta PROTOCOL, "Add File and Remove File").
 *
 * @param path a URI, relative to the table or absolute
 * @param partitionValues by the names that files have; values may be null
 * @param size in bytes
 * @param modificationTime in milliseconds since 1970
 * @param statistics what the log says of its rows and columns, or what was kept of that
 * @param tags its writer's notes; values may be null
 * @param deletionVector which of its rows are deleted
 */
public record AddFile(
    String path,
    Map<String, String> partitionValues,
    long size,
    long modificationTime,
    Optional<String> statistics,
    Optional<Map<String, String>> tags,
    Optional<DeletionVector> deletionVector) {
  /** Copies the maps. */
  public AddFile {
    partitionValues = TextMap.copy(partitionValues);
    tags = tags.map(TextMap::copy);
  }

  /** How many of its rows are deleted. */
  public long deletedRows() {
    return deletionVector.map(DeletionVector::cardinality).orElse(0L);
  }

  /** The same with further tags, which replace those of their names. */
  public AddFile with(Map<String, String> moreTags) {
    Map<String, String> all = new HashMap<>(tags.orElse(Map.of()));
    all.putAll(moreTags);
    return new AddFile(
        path,
        partitionValues,
        size,
        modificationTime,
        statistics,
        Optional.of(all),
        deletionVector);
  }

  /** The same with all its rows. */
  public AddFile withoutDeletions() {
    return new AddFile(
        path, partitionValues, size, modificationTime, statistics, tags, Optional.empty());
  }
}
