package dev.deltaenrich.splice;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * Makes files: of the first bytes of another and new ones after them, or of new bytes alone.
 * Thread-safe.
 */
public interface Assembler {
  /**
   * Starts a file. A store that copies by itself may start doing so now, while the caller makes the
   * tail; what stands at {@code target} is complete only when {@link Assembly#finish} returns.
   *
   * @param source a complete file that does not change
   * @param prefix how many of its bytes, from the start, the target begins with; more than 0
   * @param target where the file shall stand; its folder need not exist; nobody else writes there
   * @throws IOException when the store fails; nothing is left behind
   */
  Assembly begin(Path source, long prefix, Path target) throws IOException;

  /**
   * Whether a prefix is copied by the store, or by the kernel, so that its bytes do not pass
   * through this process.
   *
   * @param source as for {@link #begin}
   * @throws IOException when a file system cannot be reached
   */
  boolean copies(Path source, long prefix, Path target) throws IOException;

  /**
   * Starts a file that is written from here.
   *
   * @param target as for {@link #begin}
   * @throws IOException when the store fails; nothing is left behind
   */
  NewFile create(Path target) throws IOException;
}
