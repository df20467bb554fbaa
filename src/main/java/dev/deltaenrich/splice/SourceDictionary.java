package dev.deltaenrich.splice;

import java.util.Arrays;

/**
 * A source chunk's dictionary as values of the wanted type, and which numbers these have in the
 * chunk that is written. Not thread-safe.
 *
 * @param values its values
 * @param size how many
 * @param written number in the chunk that is written, {@link #UNKNOWN} until a row uses it
 */
record SourceDictionary(LeafValues values, int size, int[] written) {
  static final int UNKNOWN = -1;

  static SourceDictionary of(LeafValues values, int size) {
    int[] written = new int[size];
    Arrays.fill(written, UNKNOWN);
    return new SourceDictionary(values, size, written);
  }
}
