package dev.deltaenrich.splice;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file in the making. {@link #finish} ends it well; {@link #close} without it takes away all that
 * was written and ends requests that are still running. Not thread-safe.
 */
public interface Assembly extends Closeable {
  /**
   * Waits for the prefix to be there and puts the tail after it.
   *
   * @param tail its bytes from position to limit, which stay as they are
   * @return what stands at the target, durable and complete
   * @throws IOException when the store fails; nothing is left behind, or {@link #close} takes it
   *     away
   */
  AssembledFile finish(ByteBuffer tail) throws IOException;

  /**
   * Does nothing after a successful {@link #finish}; else abandons the file. Failures to clean up
   * are logged, not thrown. May be called twice.
   */
  @Override
  void close();
}
