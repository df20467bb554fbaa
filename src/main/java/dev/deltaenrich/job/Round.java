package dev.deltaenrich.job;

/** What one round of a run came to. */
sealed interface Round {
  /** The target is what raw and lookup make. */
  record NothingLeft() implements Round {}

  /**
   * A batch was committed, and others are left.
   *
   * @param version the version it became
   */
  record Committed(long version) implements Round {}

  /** Another writer committed first, and another attempt may be made. */
  record Conflict() implements Round {}
}
