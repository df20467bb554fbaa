package dev.deltaenrich.splice;

import java.io.IOException;

/** Decodes the levels or dictionary ids of a page, some at a time. */
interface NumberDecoder {
  /**
   * Decodes the next numbers into the start of an array.
   *
   * @throws IOException when there are not as many
   */
  void read(int[] target, int count) throws IOException;
}
