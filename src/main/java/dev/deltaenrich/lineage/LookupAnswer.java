package dev.deltaenrich.lineage;

import java.util.Map;
import java.util.Optional;

/**
 * What a lookup snapshot said for one key.
 *
 * @param keptSince when the snapshot was first kept; empty where it is not kept
 * @param row the looked-up columns; null where it said nothing
 * @param words the same for people
 */
record LookupAnswer(Optional<String> keptSince, Map<String, String> row, String words) {
  static LookupAnswer inWords(String words) {
    return new LookupAnswer(Optional.empty(), null, words);
  }
}
