package dev.deltaenrich.source;

import java.util.List;

/** Takes the rows of a lookup that is too large to hold. */
public interface LookupSpill {
  /**
   * Stores rows; called several times, from the thread that reads.
   *
   * @param columns the looked-up columns
   * @param rows some rows, to be stored before this returns
   */
  void write(List<LookupColumn> columns, List<LookupRow> rows);
}
