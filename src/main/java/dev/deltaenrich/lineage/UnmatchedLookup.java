package dev.deltaenrich.lineage;

import java.util.List;

/**
 * The unknown keys of one lookup of a curated table.
 *
 * @param name the lookup's name; empty for the one that has none
 * @param table its table; null where it has no name
 * @param unknownKeys how many keys are unknown
 * @param unknownRows rows that have them
 * @param keys the most frequent of them
 * @param notJudged files whose keys cannot be told known or unknown
 * @param filesOfOtherRules files that were judged by another rule than that of the settings
 * @param csvFile where all keys were written; null where nobody asked
 * @param csvKeys keys in that file; null likewise
 * @param csvLeftOut keys left out of that file, since the lookup table does not take them; null
 *     likewise
 */
public record UnmatchedLookup(
    String name,
    String table,
    long unknownKeys,
    long unknownRows,
    List<UnknownKey> keys,
    List<UnjudgedFiles> notJudged,
    int filesOfOtherRules,
    String csvFile,
    Long csvKeys,
    Long csvLeftOut) {
  /** Copies the lists. */
  public UnmatchedLookup {
    keys = List.copyOf(keys);
    notJudged = List.copyOf(notJudged);
  }
}
