package dev.deltaenrich.config;

import java.util.Optional;

/**
 * What to do when several lookup rows have one key.
 *
 * @param orderColumn the column by which the first row is taken; absent: the run fails
 * @param descending whether the largest value of that column comes first
 */
public record Duplicates(Optional<String> orderColumn, boolean descending) {
  /** Several rows for a key are an error. */
  public static final Duplicates FAIL = new Duplicates(Optional.empty(), false);

  /** Whether several rows for a key are an error. */
  public boolean fails() {
    return orderColumn.isEmpty();
  }
}
