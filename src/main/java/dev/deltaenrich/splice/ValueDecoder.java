package dev.deltaenrich.splice;

import java.io.IOException;

/** Decodes the values of a page, some at a time. */
interface ValueDecoder {
  /**
   * Decodes the next values into the start of the arrays. Byte strings are valid until the next
   * call, and no longer than the page's bytes.
   *
   * @throws IOException when there are not as many
   */
  void read(LeafValues target, int count) throws IOException;
}
