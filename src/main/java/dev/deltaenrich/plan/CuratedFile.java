package dev.deltaenrich.plan;

import java.util.Map;
import java.util.Optional;

/**
 * An active file of the curated table.
 *
 * @param path as the log spells it
 * @param bytes its size
 * @param partitionValues partition column to value as the log spells it; a value may be null
 * @param tags what made it; empty for a file that this program did not make, and for one from which
 *     another writer took rows by a deletion vector
 */
public record CuratedFile(
    String path, long bytes, Map<String, String> partitionValues, Optional<FileTags> tags) {
  /** Copies {@code partitionValues}, whose values may be null. */
  public CuratedFile {
    partitionValues = TextMap.copy(partitionValues);
  }

  /** How many rows of its sources are in the quarantine, in a file of the same path. */
  public long quarantinedRows() {
    return tags.map(FileTags::quarantined).orElse(0L);
  }

  /** The same as if one lookup had made it; without tags where the lookup did not take part. */
  public CuratedFile ofLookup(String name) {
    return new CuratedFile(path, bytes, partitionValues, tags.flatMap(it -> it.ofLookup(name)));
  }
}
