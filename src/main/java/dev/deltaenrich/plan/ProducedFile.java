package dev.deltaenrich.plan;

import java.io.Serializable;
import java.util.List;

/**
 * A curated file that stands in the store and waits for its commit.
 *
 * @param planned what it was made for
 * @param path URI-encoded, relative to the table
 * @param bytes its size
 * @param bytesMoved bytes that went through the job for it, read and written
 * @param modificationTime milliseconds since 1970
 * @param statistics the add action's {@code stats}: JSON as in Delta PROTOCOL, "Per-file
 *     Statistics"
 * @param counts the rows of its sources and how they met each lookup; at least one
 * @param producer the name of the producer that made it
 * @param quarantined the rows that it does not hold since they are in the quarantine; null where
 *     there are none
 */
public record ProducedFile(
    PlannedFile planned,
    String path,
    long bytes,
    long bytesMoved,
    long modificationTime,
    String statistics,
    List<MatchCounts> counts,
    String producer,
    QuarantinedFile quarantined)
    implements Serializable {
  /** Copies {@code counts}. */
  public ProducedFile {
    counts = List.copyOf(counts);
  }

  /** Its rows. */
  public long rows() {
    return counts.get(0).rows() - quarantinedRows();
  }

  /** The rows of its sources that are in the quarantine. */
  public long quarantinedRows() {
    return quarantined == null ? 0 : quarantined.rows();
  }
}
