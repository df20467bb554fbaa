package dev.deltaenrich.engine.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a commit says of itself, for the table's history (Delta PROTOCOL, "Commit Provenance
 * Information").
 *
 * @param time when
 * @param mode {@code Overwrite} or {@code Append}, as in Spark's save modes
 * @param partitionColumns the table's partition columns
 * @param readVersion the version it is based on; -1 when it makes the table
 * @param metrics figures by the names that Delta's own writes use
 * @param userMetadata what is kept with it
 * @param transaction an id of its own
 */
public record CommitDescription(
    Instant time,
    String mode,
    List<String> partitionColumns,
    long readVersion,
    Map<String, String> metrics,
    Optional<String> userMetadata,
    String transaction) {
  /** Copies the collections. */
  public CommitDescription {
    partitionColumns = List.copyOf(partitionColumns);
    metrics = Map.copyOf(metrics);
  }

  /** A commit of now. */
  public static CommitDescription of(
      String mode,
      List<String> partitionColumns,
      long readVersion,
      Map<String, String> metrics,
      Optional<String> userMetadata) {
    return new CommitDescription(
        Instant.now(),
        mode,
        partitionColumns,
        readVersion,
        metrics,
        userMetadata,
        UUID.randomUUID().toString());
  }
}
