package dev.deltaenrich.source;

import java.util.List;
import java.util.Set;

/** A lookup that an earlier run read, as far as changed rows are compared with it. */
public interface EarlierLookup {
  /** Its content's hash. */
  String id();

  /** The moment it was read. */
  LookupMark mark();

  /** How many rows it has. */
  long rowCount();

  /**
   * Its rows of some keys.
   *
   * @param keys as they are compared
   * @param columns the looked-up columns
   */
  List<LookupRow> rowsOf(Set<String> keys, List<LookupColumn> columns);

  /** Its rows that differ from its base; none where all its rows are kept. */
  List<LookupRow> differing(List<LookupColumn> columns);
}
