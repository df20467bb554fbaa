package dev.deltaenrich.splice;

import java.io.IOException;

/** Makes values of a wanted type of values of a narrower one, without a loss. */
@FunctionalInterface
interface LeafConversion {
  /** For values that are of the wanted type already. */
  LeafConversion NONE = (from, to, count) -> {};

  /**
   * Converts the first values.
   *
   * @param to takes them; not used by {@link #NONE}
   * @throws IOException when a value is outside of what its own type allows
   */
  void convert(LeafValues from, LeafValues to, int count) throws IOException;
}
