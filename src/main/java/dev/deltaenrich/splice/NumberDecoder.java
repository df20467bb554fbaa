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

  /**
   * Passes over the next numbers if they are known to be all the same one without a look at each.
   *
   * @return false when they are not known to be; then nothing was passed over
   */
  default boolean skipRun(int number, int count) throws IOException {
    return false;
  }
}
