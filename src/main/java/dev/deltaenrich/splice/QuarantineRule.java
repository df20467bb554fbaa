package dev.deltaenrich.splice;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rows go to the quarantine: those without a match in a lookup that asks for it.
 *
 * @param names what reasons call these lookups, by the lookup's number; empty for the one lookup
 *     that has no name
 * @param run the id of the run that puts rows there
 */
public record QuarantineRule(SortedMap<Integer, String> names, String run) implements Serializable {
  /** Copies {@code names}. */
  public QuarantineRule {
    names = new TreeMap<>(names);
  }

  /**
   * Reads all keys of a source.
   *
   * @return the rows of each row group that go to the quarantine, by their numbers there
   */
  List<BitSet> rows(KeysByLookup keys, List<PreparedLookup> lookups) throws IOException {
    List<BitSet> groups = new ArrayList<>();
    for (int group = 0; group < keys.groups(); group++) {
      BitSet rows = new BitSet();
      for (int lookup : names.keySet()) {
        GroupKeys looked = new GroupKeys(lookups.get(lookup), new KeyTally());
        looked.read(keys, lookup, group);
        rows.or(looked.unmatched());
      }
      groups.add(rows);
    }
    return groups;
  }
}
