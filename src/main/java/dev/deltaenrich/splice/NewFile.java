package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.Path;

/**
 * A file that is written from its first byte to its last. {@link #finish} ends it well; {@link
 * #close} without it takes away all that was written. Not thread-safe.
 */
public interface NewFile extends Closeable {
  /**
   * Appends bytes.
   *
   * @param bytes from position to limit; they are taken before the method returns
   */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Has the store append bytes of another file, where it can and where that takes less than to read
   * and write them.
   *
   * @param source a complete file that does not change
   * @param from the first byte's position
   * @param to the last byte's position and one more
   * @return whether they are appended; if not, they are to be written
   * @throws IOException when the store fails
   */
  default boolean copy(Path source, long from, long to) throws IOException {
    return false;
  }

  /**
   * Ends the file.
   *
   * @return what stands at the target, durable and complete
   * @throws IOException when the store fails; {@link #close} takes away what is there
   */
  AssembledFile finish() throws IOException;

  /**
   * Does nothing after a successful {@link #finish}; else abandons the file. Failures to clean up
   * are logged, not thrown. May be called twice.
   */
  @Override
  void close();
}
