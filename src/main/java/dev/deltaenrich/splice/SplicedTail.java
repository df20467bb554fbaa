package dev.deltaenrich.splice;

import dev.deltaenrich.plan.MatchCounts;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What makes a curated file of a source: its first bytes as they are, then these.
 *
 * @param prefix how many bytes of the source to take over
 * @param bytes what follows them, to the end of the file; read-only, each call gives a fresh view
 * @param rows rows of the file
 * @param counts how they met each lookup
 * @param figures one for each new column
 * @param bytesRead bytes of the source that were read to make this
 */
public record SplicedTail(
    long prefix,
    ByteBuffer bytes,
    long rows,
    List<MatchCounts> counts,
    List<ColumnFigures> figures,
    long bytesRead) {

  /** Copies the lists. */
  public SplicedTail {
    bytes = bytes.asReadOnlyBuffer();
    counts = List.copyOf(counts);
    figures = List.copyOf(figures);
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }
}
