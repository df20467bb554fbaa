package dev.deltaenrich.source;

import dev.deltaenrich.config.KeyType;
import java.util.List;
import java.util.Optional;

/**
 * A lookup as it was at one moment: one row a key.
 *
 * @param id the content's hash
 * @param table the table it was read from
 * @param keyTypes what each part of its keys is; none for one out of the history that does not keep
 *     them
 * @param columns the looked-up columns, in the rule's order
 * @param rowCount its rows
 * @param bytes the size of all keys and values as text, in UTF-8
 * @param rows all rows; empty when they were too many and went to the spill
 * @param spilled whether the rows went to the spill instead, or those that changed
 * @param mark what a later read of changed rows alone goes on from; absent where all are read
 */
public record Lookup(
    String id,
    String table,
    List<KeyType> keyTypes,
    List<LookupColumn> columns,
    long rowCount,
    long bytes,
    List<LookupRow> rows,
    boolean spilled,
    Optional<LookupMark> mark) {
  /** One that no later read goes on from. */
  public Lookup(
      String id,
      String table,
      List<KeyType> keyTypes,
      List<LookupColumn> columns,
      long rowCount,
      long bytes,
      List<LookupRow> rows,
      boolean spilled) {
    this(id, table, keyTypes, columns, rowCount, bytes, rows, spilled, Optional.empty());
  }

  Lookup with(LookupMark found) {
    return new Lookup(
        id, table, keyTypes, columns, rowCount, bytes, rows, spilled, Optional.of(found));
  }
}
