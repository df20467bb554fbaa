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
 * @param counts its rows and how they met each lookup; at least one
 * @param producer the name of the producer that made it
 */
public record ProducedFile(
    PlannedFile planned,
    String path,
    long bytes,
    long bytesMoved,
    long modificationTime,
    String statistics,
    List<MatchCounts> counts,
    String producer)
    implements Serializable {
  /** Copies {@code counts}. */
  public ProducedFile {
    counts = List.copyOf(counts);
  }

  /** Its rows. */
  public long rows() {
    return counts.get(0).rows();
  }
}
