package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

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
