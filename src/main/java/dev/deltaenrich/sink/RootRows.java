package dev.deltaenrich.sink;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.KeyMatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for a few rows among all that are kept of a snapshot or its base, and remembers what was
 * looked for last: a run that has read the changed rows compares the same ones when it plans. Not
 * thread-safe.
 */
final class RootRows {
  private String root = "";
  private KeyEquality match = KeyMatch.EXACT;
  private List<String> columns = List.of();
  private Set<String> asked = Set.of();
  private Map<String, ArchivedRow> found = Map.of();

  /**
   * The rows of some keys, by their keys as they are spelled.
   *
   * @param keys as they are compared
   */
  Map<String, ArchivedRow> find(
      KeptSnapshot kept, Set<String> keys, KeyEquality comparison, List<String> wanted) {
    Map<String, ArchivedRow> rows = new HashMap<>();
    kept.scanRoot(KeyedRows.of(wanted, keys, comparison), row -> rows.put(row.key(), row));
    root = kept.root();
    match = comparison;
    columns = wanted;
    asked = Set.copyOf(keys);
    found = rows;
    return rows;
  }

  /**
   * The same of keys as they are spelled; what was found before is not looked for again.
   *
   * @return a map with at least these rows
   */
  Map<String, ArchivedRow> findSpelled(KeptSnapshot kept, Set<String> keys, List<String> wanted) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    boolean known =
        root.equals(kept.root())
            && columns.equals(wanted)
            && keys.stream().map(match::normalise).allMatch(asked::contains);
    return known ? found : find(kept, new HashSet<>(keys), KeyMatch.EXACT, wanted);
  }
}
