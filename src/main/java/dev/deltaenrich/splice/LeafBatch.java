package dev.deltaenrich.splice;

/**
 * Some of a leaf column's levels with the values that belong to them. Reused for one batch after
 * the other; not thread-safe.
 */
final class LeafBatch {
  /** Small enough for the arrays to stay in a processor's cache. */
  static final int LEVELS = 1 << 12;

  /** How many levels count. */
  int levels;

  /** How many of the levels have a value. */
  int count;

  /** Whether every level has a value; {@link #definition} then holds nothing. */
  boolean allDefined;

  final int[] repetition = new int[LEVELS];
  final int[] definition = new int[LEVELS];

  /** Positions of values that stay; for whoever leaves some out. */
  final int[] kept = new int[LEVELS];

  /** Numbers of values in {@link #dictionary}; only where there is one. */
  final int[] ids = new int[LEVELS];

  /** What ids mean; null where the values stand in {@link #values}. */
  SourceDictionary dictionary;

  LeafValues values;
}
