package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;

/**
 * One source that can be spliced. Holds the source open until it is closed. Not thread-safe, but
 * its {@link #prefix} may be copied by another thread or by the store while {@link #encode} works.
 */
public interface Splice extends Closeable {
  /** Rows of the source, by its footer. */
  long rows();

  /** How many bytes from the source's start are taken over as they are: all before its footer. */
  long prefix();

  /**
   * Reads the key chunks, one request each, and makes the bytes that follow the prefix. Once only.
   *
   * @throws dev.deltaenrich.failure.EnrichException FILE_CORRUPT or ROW_COUNT, naming file and row
   *     group, when a key chunk does not decode to as many values as the row group has rows
   * @throws IOException when the store fails
   */
  SplicedTail encode() throws IOException;
}
